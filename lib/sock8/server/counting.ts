import { Sock8Error } from "../core/errors"
import type { Keys } from "./keys"
import type { Rate } from "./limits"

/** Something that is done, and how often it may be. */
export interface Counted {
  /** Who does what: never a socket or a tab, which are cheap to have more of. */
  readonly key: string
  readonly rate: Rate
}

/** Key and arguments with which the Lua of `scripts/rate.ts` counts. */
export interface CountArgs {
  readonly key: string
  readonly args: readonly [most: string, windowMs: string]
}

/**
 * Runs a command that counts something on its way; `undefined` counts nothing. Whoever is known to be over is
 * refused without it.
 *
 * @throws Sock8Error `RATE_LIMITED` with the seconds to wait.
 */
export type Counting = <Value>(
  counted: Counted | undefined,
  command: (args: CountArgs) => Promise<Value>,
) => Promise<Value>

/** Most of those who are over that a process remembers: each of the others costs a command to refuse. */
const MOST_REMEMBERED = 10_000

/** Makes the counting of one app. */
export function createCounting(keys: Keys): Counting {
  /** Until when, by the clock of this process that never goes back. */
  const overUntil = new Map<string, number>()

  function remember(key: string, seconds: number): void {
    const [oldest] = overUntil.keys()
    if (oldest !== undefined && overUntil.size >= MOST_REMEMBERED) overUntil.delete(oldest)
    overUntil.set(key, performance.now() + seconds * 1000)
  }

  function refuseKnown(key: string): void {
    const leftMs = (overUntil.get(key) ?? 0) - performance.now()
    if (leftMs > 0) throw new Sock8Error("RATE_LIMITED", { retryAfter: Math.ceil(leftMs / 1000) })
    overUntil.delete(key)
  }

  return async (counted, command) => {
    if (!counted) return command({ key: keys.rate(NOTHING), args: ["", ""] })
    const { max, perSeconds } = counted.rate
    const key = keys.rate(`${max}-${perSeconds}:${counted.key}`)
    refuseKnown(key)
    try {
      return await command({ key, args: [String(max), String(perSeconds * 1000)] })
    } catch (error) {
      if (error instanceof Sock8Error && error.code === "RATE_LIMITED") {
        remember(key, error.details.retryAfter ?? 1)
      }
      throw error
    }
  }
}

/** Stands in a key where nothing is counted. */
const NOTHING = "."
