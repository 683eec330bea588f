/**
 * How far this machine's clock and that of Redis are apart, learned from messages that are sent anyway: the id
 * of each holds the time by the clock of Redis, and it was given between sending and answer.
 */
export interface RedisClock {
  /** Learns from a message that was sent and answered at these times, in milliseconds by our clock. */
  learn(given: { readonly sentAt: number; readonly answeredAt: number; readonly redisAt: number }): void
  /** Milliseconds since 1970 by the clock of Redis. `undefined` before anything was learned. */
  now(): number | undefined
}

interface Estimate {
  readonly offsetMs: number
  /** Nobody knows when, between sending and answer, the time was given: half of it is the greatest error. */
  readonly roundTripMs: number
}

/** Estimates to choose the best from: clocks drift, so old ones are forgotten. */
const REMEMBERED = 12

/** Makes a clock that knows nothing yet. */
export function createRedisClock(ourNow: () => number = Date.now): RedisClock {
  let estimates: readonly Estimate[] = []
  return {
    learn({ sentAt, answeredAt, redisAt }) {
      const offsetMs = redisAt - (sentAt + answeredAt) / 2
      const newest: Estimate = { offsetMs, roundTripMs: answeredAt - sentAt }
      estimates = [...estimates, newest].slice(-REMEMBERED)
    },
    now() {
      const [best] = estimates.toSorted((a, b) => a.roundTripMs - b.roundTripMs)
      return best && ourNow() + best.offsetMs
    },
  }
}
