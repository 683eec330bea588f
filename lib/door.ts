/**
 * Step 4 of the walk, connect: the door of the stream says who is let in, step by step. The first step that answers with a `Response` refuses
 * the whole connection; after the last one, each channel is decided on by its grants. Next: the stream endpoint
 * behind it, `sock8/server/handle.ts`.
 */
import { bringsKey } from "./api-keys/key-text"
import { isForeignToken } from "./auth/foreign-identity"
import { authorize } from "./authorize"
import { parsePerson } from "./people/people"
import { keys } from "./redis/keys"
import { limitAttempts, requireGrants, requireSession, requireToken, type Step } from "./sock8/server/door"
import { requireKey } from "./sock8/server/require-key"
import { requireStanding } from "./sock8/server/require-standing"

/** Says who is there: a machine by its key, a person by a channel token, or by a foreign one where those are on. */
const requireIdentity: Step = (context) => {
  if (bringsKey(context.request)) return requireKey(context)
  return isForeignToken(context.request) ? requireSession(authorize)(context) : requireToken(context)
}

/** A token outlives what it was made from: whoever is gone, suspended or unverified by now stays outside. */
const requirePerson: Step = requireStanding({
  recordKey: keys.person,
  judge(id, record) {
    const person = parsePerson(id, record)
    if (!person) return "USER_NOT_FOUND"
    if (person.suspended) return "ACCOUNT_SUSPENDED"
    return person.emailVerified ? undefined : "EMAIL_NOT_VERIFIED"
  },
})

/** Keys were asked about just now, and are no person. */
const unlessKey =
  (step: Step): Step =>
  (context) =>
    bringsKey(context.request) ? undefined : step(context)

/** The steps, in order. */
export const door: readonly Step[] = [
  requireIdentity,
  limitAttempts({ perPerson: { max: 300, perSeconds: 60 }, perAddress: { max: 300, perSeconds: 60 } }),
  unlessKey(requirePerson),
  requireGrants,
]
