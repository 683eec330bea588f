import type { ErrorCode } from "../core/errors"
import { admissionOf } from "./admission"
import { asAttempt, attemptOf, type DoorContext, type Step } from "./door"
import type { Rate } from "./limits"
import { refuse } from "./problem"

/** How often somebody may try, and what the app says to what it keeps of them. */
export interface StandingOptions {
  /** How often one identity may try to connect. */
  readonly perPerson?: Rate
  /** The code with which whoever this record is of is refused; `null` is a record that is not there. */
  readonly judge: (record: string | null, context: DoorContext) => ErrorCode | undefined
}

/**
 * A step that refuses early whoever would not be admitted: by too many attempts, by what `recordKey` of the realtime
 * finds of them, by a token that does not stand any more, or by too many connections. One Redis command for all of
 * it, and no subscription is opened for them.
 *
 * But for the count it only spares the effort. Opening a stream asks again, in the moment in which it is counted.
 */
export function requireStanding({ perPerson: rate, judge }: StandingOptions): Step {
  return async (context) => {
    const { request, realtime, visitor, channels } = context
    if (!visitor) return undefined
    const admission = admissionOf(realtime, request, { visitor, channels })
    const attempt = rate && !visitor.isCounted ? attemptOf(visitor.identity, rate) : undefined
    const { code, record } = await asAttempt(() => realtime.leases.foresee(admission, attempt))
    // What the app says of a person is the better reason: a suspension ends their tokens, too.
    const refused = judge(record, context) ?? code
    return refused && refuse(refused)
  }
}
