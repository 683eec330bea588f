/**
 * Step 4 of the walk, connect: the door of the stream says who is let in, step by step. The first step that answers with a `Response` refuses
 * the whole connection; after the last one, each channel is decided on by its grants. Next: the stream endpoint
 * behind it, `sock8/server/handle.ts`.
 */
import { bringsKey } from "./api-keys/key-text"
import { isForeignToken } from "./auth/foreign-identity"
import { authorize } from "./authorize"
import { channels } from "./channels"
import { parsePerson, readPerson } from "./people/people"
import type { Person } from "./people/person"
import { CONNECTION_ATTEMPTS } from "./realtime"
import {
  isEventSource,
  limitAttempts,
  requireGrants,
  requireSession,
  requireThat,
  requireToken,
  type Step,
  type Visitor,
} from "./sock8/server/door"
import { requireKey } from "./sock8/server/require-key"
import { requireStanding } from "./sock8/server/require-standing"
import { within } from "./sock8/server/within"

const requireRules = requireSession(authorize, { perPerson: CONNECTION_ATTEMPTS })

/**
 * Says who is there: a machine by its key, a person by a channel token; by the cookie of their session where the
 * browser's own `EventSource` asks, and by a foreign token where those are on.
 */
const requireIdentity: Step = (context) => {
  const { request } = context
  if (bringsKey(request)) return requireKey(context)
  const isAskedByRules = isEventSource(request) || isForeignToken(request)
  return isAskedByRules ? requireRules(context) : requireToken(context)
}

/** The person behind a request, as they are at this moment: a token outlives what it was made from. */
const people = new WeakMap<Request, Promise<Person | undefined>>()

/** Reads the person once per attempt, however many steps ask. */
function personOf(visitor: Visitor, request: Request): Promise<Person | undefined> {
  const person = people.get(request) ?? readPerson(visitor.identity)
  people.set(request, person)
  return person
}

/**
 * Counts the attempt, unless that was done before the rules were asked, and asks for all else that Redis knows, in one
 * command. People who are gone, suspended or unverified by now stay outside. Of a key no more is asked here: whether it is good was said when it was recognised.
 */
const requireActive = requireStanding({
  perPerson: CONNECTION_ATTEMPTS,
  judge(record, { request, visitor }) {
    if (bringsKey(request)) return undefined
    const person = visitor && parsePerson(visitor.identity, record)
    people.set(request, Promise.resolve(person))
    if (!person) return "USER_NOT_FOUND"
    if (person.suspended) return "ACCOUNT_SUSPENDED"
    return person.emailVerified ? undefined : "EMAIL_NOT_VERIFIED"
  },
})

/** A renewal is no new attempt, and who renews is asked about by the admission, in the one command that it costs. */
const requirePerson: Step = (context) => (context.isRenewal() ? undefined : requireActive(context))

const limitByAddress = limitAttempts({ perAddress: CONNECTION_ATTEMPTS })

/** Who is known is counted as who they are. */
const limitStrangers: Step = (context) => (context.visitor ? undefined : limitByAddress(context))

/** A step that demands a role. A key has none: what it may read stands in its scope, which admins gave it. */
function requireRole(role: Person["role"]): Step {
  return requireThat(
    async (visitor, { request }) => bringsKey(request) || (await personOf(visitor, request))?.role === role,
    "ADMIN_REQUIRED",
  )
}

/** The steps, in order. Those within a part of the tree are about its channels and leave others alone. */
export const door: readonly Step[] = [
  requireIdentity,
  limitStrangers,
  requirePerson,
  within(channels.admin, requireRole("admin")),
  requireGrants,
]
