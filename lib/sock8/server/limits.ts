import { Ratelimit } from "@upstash/ratelimit"
import type { Redis } from "@upstash/redis"
import { Sock8Error } from "../core/errors"
import { answeredWithin } from "./answered-within"
import type { Counted, Counting } from "./counting"
import type { ExceededLimits } from "./exceeded-limits"
import type { Keys } from "./keys"
import { ANSWER_WITHIN_MS, type RunScript, unlessRefused } from "./redis"
import { COUNT_AND_READ } from "./scripts/rate"

/** How often something may be done: so many times in any window of so many seconds. */
export interface Rate {
  readonly max: number
  readonly perSeconds: number
}

/** Counts what is done, across instances. */
export interface Limiter {
  /**
   * Counts one more, under a key that names who does what: never a socket or a tab, which are cheap to have more of.
   *
   * @throws Sock8Error `RATE_LIMITED` with the seconds to wait; `UNAVAILABLE` where nobody can count just now.
   */
  take(key: string, rate: Rate): Promise<void>
  /**
   * Counts nothing and asks nobody: does nothing unless this process knows that `take` would refuse.
   *
   * @throws Sock8Error `RATE_LIMITED` with the seconds to wait.
   */
  refuseKnown(key: string, rate: Rate): void
  /**
   * Counts one more, and reads a string that the app keeps in Redis: one command for both. What is counted so is
   * not what `take` counts under the same key.
   *
   * @param endedKey where there is anything under this key, the session that asks was ended, and nothing is counted:
   * whoever kept its cookie could keep its person out.
   * @throws Sock8Error as `take`, and `AUTH_REQUIRED` for a session that was ended.
   */
  takeReading(counted: Counted, recordKey: string, endedKey?: string): Promise<string | null>
}

/** What a limiter is made of. */
export interface LimiterOptions {
  readonly redis: () => Redis
  readonly keys: Keys
  readonly run: RunScript
  readonly counting: Counting
  readonly exceeded: ExceededLimits
}

/** Makes a limiter with sliding windows: one Redis command a time, and none for who is known to be over. */
export function createLimiter({ redis, keys, run, counting, exceeded }: LimiterOptions): Limiter {
  /** By rate: as many as the app's code has different ones. */
  const limits = new Map<string, Ratelimit>()

  function limitOf({ max, perSeconds }: Rate): Ratelimit {
    const name = `${max}-${perSeconds}`
    const limit =
      limits.get(name) ??
      new Ratelimit({
        redis: redis(),
        limiter: Ratelimit.slidingWindow(max, `${perSeconds} s`),
        prefix: keys.rate(name),
        // By default whoever waits for 5 seconds is let through: a slow Redis would mean no limit.
        timeout: 0,
        analytics: false,
        // It would remember everybody who was ever over, for as long as the process lives.
        ephemeralCache: false,
      })
    limits.set(name, limit)
    return limit
  }

  return {
    async take(key, rate) {
      const limit = taken(key, rate)
      exceeded.refuse(limit)
      const { success, reset } = await count(limitOf(rate), key)
      if (success) return
      const retryAfter = Math.max(1, Math.ceil((reset - Date.now()) / 1000))
      exceeded.note(limit, retryAfter)
      throw new Sock8Error("RATE_LIMITED", { retryAfter })
    },
    refuseKnown: (key, rate) => exceeded.refuse(taken(key, rate)),
    takeReading: (counted, recordKey, endedKey) =>
      counting(counted, async ({ key, args }) => {
        const read = endedKey === undefined ? [recordKey] : [recordKey, endedKey]
        const [record] = unlessRefused(await run(COUNT_AND_READ, [key, ...read], [...args]))
        return typeof record === "string" ? record : null
      }),
  }
}

/** The name under which is remembered that `take` refuses. */
function taken(key: string, { max, perSeconds }: Rate): string {
  return `take ${max}-${perSeconds}:${key}`
}

async function count(limit: Ratelimit, key: string): Promise<{ success: boolean; reset: number }> {
  try {
    return await answeredWithin(ANSWER_WITHIN_MS, limit.limit(key))
  } catch (cause) {
    throw new Sock8Error("UNAVAILABLE", { cause, retryAfter: 5 })
  }
}
