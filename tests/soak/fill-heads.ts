/** What a process remembers of each channel, filled up to its bound: a first look at it must not find it half empty. */
import { MAX_CHANNELS } from "../../lib/sock8/core/wire"
import { MAX_HEADS } from "../../lib/sock8/server/heads"
import { addressOf } from "./churn"
import type { SoakWorld } from "./soak-world"

/** A Map has room for what was deleted, too: it doubles once more after it is full. */
const CHANNELS = 2 * MAX_HEADS
const PASSERS_BY = Math.ceil(CHANNELS / MAX_CHANNELS)
/** Few: on a busy machine the store would answer more of them later than the app waits. */
const AT_ONCE = 2
/** The churn and its strangers count theirs from other numbers on. */
const FIRST_ADDRESS = 2_000_000

/** Has the app see more channels than it remembers. */
export async function fillHeads(world: SoakWorld): Promise<void> {
  let count = 0
  const passBy = async () => {
    while (count < PASSERS_BY) {
      count += 1
      await world.passBy(`soak-by-${count}`, addressOf(FIRST_ADDRESS + count))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, passBy))
}
