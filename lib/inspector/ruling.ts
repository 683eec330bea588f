/** Asks the app's rules about one person, as they stand at this moment. */
import { authorize } from "../authorize"
import { realtime } from "../realtime"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import type { PathGrant } from "../sock8/server/connection"

/** What the rules say of somebody now. */
export type Standing =
  | {
      readonly kind: "granted"
      readonly grants: readonly PathGrant[]
      /** When a token made at this moment would end: milliseconds since 1970. */
      readonly until: number
    }
  /** The whole connection is refused, whatever it asks for. */
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly grants: readonly [] }

/**
 * Runs the real rules for somebody who is recognised already, without a request of theirs; `undefined` is
 * whoever sends neither cookie nor token. The token that is made of the answer is thrown away: only its end
 * is told.
 */
export async function readStanding(personId: string | undefined): Promise<Standing> {
  // Nothing of the looking person's own request may decide about somebody else.
  const request = new Request("http://localhost/dashboard/inspector")
  try {
    const ruling = await realtime.askRules(
      authorize,
      request,
      personId === undefined ? {} : { identity: personId },
    )
    const { expiresAt } = await realtime.tokens().sign(ruling)
    return { kind: "granted", grants: ruling.grants, until: expiresAt }
  } catch (error) {
    if (!(error instanceof Sock8Error)) throw error
    return { kind: "refused", code: error.code, grants: [] }
  }
}
