/** Limits by the minute and by the hour, and tests that must not begin in one and end in the next. */
import { setTimeout as wait } from "node:timers/promises"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What a test of a limit takes at most, on a busy machine. */
const NEEDED_MS = 15_000

/**
 * Waits for the next window of the clock where this one is nearly over. A sliding window is reckoned from two
 * fixed ones: past their border a part of what was counted is forgiven, as it should be, and one try more than
 * expected succeeds.
 */
async function roomIn(windowMs: number, neededMs: number): Promise<void> {
  const leftMs = windowMs - (Date.now() % windowMs)
  if (leftMs < neededMs) await wait(leftMs)
}

/** For a test of a limit by the minute, and for a short one of a limit by the hour: hours end with a minute. */
export const roomInThisMinute = () => roomIn(MINUTE_MS, NEEDED_MS)

/** For a test of a limit by the hour that goes on for longer than that. */
export const roomInThisHour = (neededMs: number) => roomIn(HOUR_MS, neededMs)
