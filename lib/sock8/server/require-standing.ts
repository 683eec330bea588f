import type { ErrorCode } from "../core/errors"
import { admissionOf } from "./admission"
import type { DoorContext, Step } from "./door"
import { refuse } from "./problem"

/** What the app itself keeps of a person, and what it says to that. */
export interface StandingOptions {
  /** The Redis key of somebody's record, a string. */
  readonly recordKey: (identity: string) => string
  /** The code with which the person of this record is refused; `null` is a record that is not there. */
  readonly judge: (record: string | null, context: DoorContext) => ErrorCode | undefined
}

/**
 * A step that refuses early whoever would not be admitted: by their record, by a token that does not stand any
 * more, or by too many connections. One Redis command for all of it, and no subscription is opened for them.
 *
 * It only spares the effort. Opening a stream asks again, in the moment in which it is counted.
 */
export function requireStanding({ recordKey, judge }: StandingOptions): Step {
  return async (context) => {
    const { request, realtime, visitor, channels } = context
    if (!visitor) return undefined
    const admission = admissionOf(realtime, request, { visitor, channels })
    const { code, record } = await realtime.leases.foresee(admission, recordKey(visitor.identity))
    // What the app says of a person is the better reason: a suspension ends their tokens, too.
    const refused = judge(record, context) ?? code
    return refused && refuse(refused)
  }
}
