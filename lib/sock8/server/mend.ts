/** Fills a hole in what the clients of one channel were told: what lies in it is read from Redis, or told as a gap. */
import { positionBefore } from "../core/cursor"
import { continueFrom } from "./continuation"
import { continues } from "./entry"
import type { Heads } from "./heads"
import type { History } from "./history"
import { type ChannelState, tell, tellGap, tellQueued } from "./hub-channel"

/** How long it waits before it reads again what it could not read. */
const MEND_AGAIN_MS = 1_000

/** Makes a function that reads what was missed on a channel, and tells it before anything newer. Never throws. */
export function createMend({
  history,
  heads,
}: {
  readonly history: History
  readonly heads: Heads
}): (state: ChannelState) => Promise<void> {
  async function mend(state: ChannelState): Promise<void> {
    state.mendAgain = state.mending || !state.position
    if (state.mendAgain) return
    state.mending = true
    const whole = await readMissed(state)
    state.mending = false
    if (whole) tellQueued(state)
    else if (state.listeners.size > 0) setTimeout(mend, MEND_AGAIN_MS, state).unref()
  }

  /** @returns false where Redis could not be reached: then what arrives goes on being queued. */
  async function readMissed(state: ChannelState): Promise<boolean> {
    try {
      do {
        // What is asked while this reading is under way may be about something it has not seen.
        state.mendAgain = false
        for (let more = true; more; ) more = await mendPage(state)
      } while (state.mendAgain)
      return true
    } catch {
      return false
    }
  }

  async function mendPage(state: ChannelState): Promise<boolean> {
    const after = state.position
    // It may have been forgotten, where very many channels are known.
    if (after) heads.note(state.channel.name, after)
    const [reading] = await history.readSince([{ channel: state.channel, after }])
    if (!reading || !after) return false
    const { gap, entries } = continueFrom(after, reading)
    if (gap) tellGap(state, gap)
    for (const read of entries) {
      const entry = { ...read, position: { ...read.position, epoch: reading.head.epoch } }
      // What lay between could not be read.
      if (state.position && !continues(entry, state.position)) tellGap(state, positionBefore(entry.position))
      tell(state, entry)
    }
    return reading.more
  }

  return mend
}
