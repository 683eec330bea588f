/** Limits by the minute, and tests that must not begin in one and end in the next. */
import { setTimeout as wait } from "node:timers/promises"

const MINUTE_MS = 60_000
/** What a test of a limit takes at most, on a busy machine. */
const NEEDED_MS = 15_000

/**
 * Waits for the next minute of the clock where this one is nearly over. A sliding window is reckoned from two
 * fixed ones: past their border a part of what was counted is forgiven, as it should be, and one try more than
 * expected succeeds.
 */
export async function roomInThisMinute(): Promise<void> {
  const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS)
  if (leftMs < NEEDED_MS) await wait(leftMs)
}
