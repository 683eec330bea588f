/**
 * Step 1 of the walk, *sign in*: who sends this request. `lib/authorize.ts` asks it next, and decides what
 * that person may use.
 */
import { parsePerson } from "../people/people"
import type { Person } from "../people/person"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { readSession, type Session } from "./session-cookie"

/** Who sends a request, as far as their session cookie tells. */
export type Visitor =
  | { readonly kind: "nobody" }
  /** The session is good, but there is no such person (any more). */
  | { readonly kind: "unknown"; readonly personId: string }
  | {
      readonly kind: "person"
      readonly person: Person
      readonly sessionId: string
      /** When the session ends by itself: milliseconds since 1970. */
      readonly until: number
    }

/** The person who sends this request, by their session cookie alone; `undefined` for anybody else. */
export async function currentPerson(request: Request): Promise<Person | undefined> {
  const visitor = await identify(request.headers)
  return visitor.kind === "person" ? visitor.person : undefined
}

/** Like {@link currentPerson}, telling apart those who are nobody from those who are gone. One Redis command. */
export async function identify(headers: Pick<Headers, "get">): Promise<Visitor> {
  const session = await readSession(headers.get("cookie"))
  return session ? findVisitor(session) : { kind: "nobody" }
}

async function findVisitor({ personId, sessionId, expiresAt: until }: Session): Promise<Visitor> {
  const [record, ended] = await redis().mget<[string | null, string | null]>(
    keys.person(personId),
    keys.endedSession(sessionId),
  )
  if (ended !== null) return { kind: "nobody" }
  const person = parsePerson(personId, record)
  return person ? { kind: "person", person, sessionId, until } : { kind: "unknown", personId }
}
