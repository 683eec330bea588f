import { readPerson } from "../people/people"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import type { Claim } from "../sock8/server/ask-rules"
import { requireExpectedIdentity } from "../sock8/server/expected-identity"
import { identify } from "./current-person"
import { foreignIdentity } from "./foreign-identity"
import { readSession } from "./session-cookie"

/** Who sends a request, by whatever this app takes for a proof of it. */
export type RequestVisitor =
  | { readonly kind: "nobody" }
  /** The proof is good, but there is no such person (any more). */
  | { readonly kind: "unknown" }
  | {
      readonly kind: "person"
      readonly person: Person
      /** The session that sends it, where there is one. */
      readonly sessionId?: string
      /** Until when the proof holds, where it ends by itself: milliseconds since 1970. */
      readonly until?: number
    }

/**
 * What may prove who sends a request: any proof that this app takes, or a session alone. What outlives the proof, as an
 * API key does, is given for a session alone: a foreign token lives for minutes, and may be another service's to hold.
 */
export type Proof = "any" | "session"

/**
 * Who sends this request: by a foreign token where those are switched on and one was sent, else by the
 * session cookie.
 *
 * @throws Sock8Error `INVALID_TOKEN` or `TOKEN_EXPIRED` for a foreign token that is not to be trusted.
 */
export async function visitorOf(request: Request): Promise<RequestVisitor> {
  const foreign = await foreignIdentity(request)
  if (!foreign) return identify(request.headers)
  const visitor = await knownVisitor(foreign.personId)
  return visitor.kind === "person" ? { ...visitor, until: foreign.expiresAt } : visitor
}

/** Somebody whose open connection proved before who they are. */
export async function knownVisitor(personId: string): Promise<RequestVisitor> {
  const person = await readPerson(personId)
  return person ? { kind: "person", person } : { kind: "unknown" }
}

/**
 * The person whom a request claims to be from, and by which session, by its signature alone: whether there still is
 * such a person, and whether their session was ended, is asked afterwards.
 */
export async function readClaim(request: Request, proof: Proof = "any"): Promise<Claim | undefined> {
  const foreign = proof === "any" ? await foreignIdentity(request) : undefined
  if (foreign) return { identity: foreign.personId }
  const session = await readSession(request.headers.get("cookie"))
  return session && { identity: session.personId, session: session.sessionId }
}

/**
 * The person whom a request claims to be from, for what nobody may ask.
 *
 * @throws Sock8Error `AUTH_REQUIRED` for whoever proves nothing, `IDENTITY_CHANGED` for a page that shows another
 * person, `INVALID_TOKEN`, `TOKEN_EXPIRED`
 */
export async function requireClaim(request: Request, proof: Proof = "any"): Promise<Claim> {
  const claim = await readClaim(request, proof)
  if (!claim)
    throw new Sock8Error(
      "AUTH_REQUIRED",
      proof === "session" ? { detail: "Sign in: this needs a session" } : {},
    )
  requireExpectedIdentity(request, claim.identity)
  return claim
}
