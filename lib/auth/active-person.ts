import { parsePerson } from "../people/people"
import type { Person } from "../people/person"
import { realtime } from "../realtime"
import { keys } from "../redis/keys"
import { Sock8Error } from "../sock8/core/errors"
import type { Claim } from "../sock8/server/ask-rules"
import type { Rate } from "../sock8/server/limits"

/** How often one person may act, whatever they do. Many actions have a narrower rate of their own. */
export const ACT_RATE: Rate = { max: 300, perSeconds: 60 }

/**
 * The person whom a request claims to be from, where they may act here and now. Counts the attempt in the one Redis
 * command that reads them, so that it costs none to refuse whoever is known to try too often.
 *
 * @throws Sock8Error `RATE_LIMITED`, `AUTH_REQUIRED`, `USER_NOT_FOUND`, `ACCOUNT_SUSPENDED`, `EMAIL_NOT_VERIFIED`
 */
export async function requireActivePerson({ identity, session }: Claim): Promise<Person> {
  const counted = { key: `act:${identity}`, rate: ACT_RATE }
  const ended = session === undefined ? undefined : keys.endedSession(session)
  const person = parsePerson(
    identity,
    await realtime.limiter.takeReading(counted, keys.person(identity), ended),
  )
  if (!person) throw new Sock8Error("USER_NOT_FOUND")
  const refusal = refusalOf(person)
  if (refusal) throw new Sock8Error(refusal)
  return person
}

/** Why somebody may not act just now; `undefined` for whoever may. */
export function refusalOf({ suspended, emailVerified }: Pick<Person, "suspended" | "emailVerified">) {
  if (suspended) return "ACCOUNT_SUSPENDED"
  return emailVerified ? undefined : "EMAIL_NOT_VERIFIED"
}
