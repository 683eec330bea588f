import { authorize } from "../authorize"
import type { Person } from "../people/person"
import { realtime } from "../realtime"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import type { PageVisitor } from "./page-rules"

/** Codes that say nothing about the person: the rules were not evaluated. */
const UNDECIDED: readonly ErrorCode[] = ["UNAVAILABLE", "RATE_LIMITED"]

/**
 * Asks the app's rules about a person who was recognised before: two Redis commands.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export async function askVisitor(person: Person): Promise<PageVisitor> {
  // Nothing of a request decides here: the page has recognised its visitor by their session.
  const request = new Request("http://localhost/dashboard")
  try {
    const { grants } = await realtime.askRules(authorize, request, { identity: person.id })
    return { person, grants }
  } catch (error) {
    if (!(error instanceof Sock8Error) || UNDECIDED.includes(error.code)) throw error
    return { person, refusal: error.code, grants: [] }
  }
}
