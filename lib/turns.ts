/** Work that keeps a processor or another service busy: so much at once, a little that waits, and no more. */
import PQueue from "p-queue"
import { Sock8Error } from "./sock8/core/errors"

/** How much work there may be. */
export interface TurnLimits {
  readonly atOnce: number
  /** How much may wait in each of the two lanes. */
  readonly maxWaiting: number
  /** Milliseconds after which what still waits is refused. */
  readonly maxWaitMs: number
  /** Seconds after which a refused caller may try again. */
  readonly retryAfter: number
}

/** `first` goes before all that waits as `last`, and neither takes the other's places. */
export type Lane = "first" | "last"

/** Takes turns. */
export interface Turns {
  /**
   * Does nothing where there is a place: to refuse early, at no cost. The place is not kept.
   *
   * @throws Sock8Error `UNAVAILABLE` with the seconds to wait
   */
  requirePlace(lane: Lane): void
  /**
   * Does the work when its turn has come.
   *
   * @throws Sock8Error `UNAVAILABLE` at once where its lane is full, and later where its turn does not come in time;
   * else whatever the work throws.
   */
  run<Value>(lane: Lane, work: () => Promise<Value>): Promise<Value>
}

const PRIORITY: Readonly<Record<Lane, number>> = { first: 1, last: 0 }

/** Makes a queue. */
export function createTurns({ atOnce, maxWaiting, maxWaitMs, retryAfter }: TurnLimits): Turns {
  const queue = new PQueue({ concurrency: atOnce })

  const refusal = () => new Sock8Error("UNAVAILABLE", { retryAfter })

  function requirePlace(lane: Lane): void {
    if (queue.sizeBy({ priority: PRIORITY[lane] }) >= maxWaiting) throw refusal()
  }

  return {
    requirePlace,
    async run(lane, work) {
      requirePlace(lane)
      const waiting = new AbortController()
      const timeout = setTimeout(() => waiting.abort(refusal()), maxWaitMs)
      const begin = () => {
        clearTimeout(timeout)
        return work()
      }
      return queue.add(begin, { priority: PRIORITY[lane], signal: waiting.signal })
    },
  }
}
