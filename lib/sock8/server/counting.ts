import { Sock8Error } from "../core/errors"
import { createExceededLimits } from "./exceeded-limits"
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

/** Makes the counting of one app. What is known to be exceeded may be remembered together with other limits. */
export function createCounting(keys: Keys, exceeded = createExceededLimits()): Counting {
  return async (counted, command) => {
    if (!counted) return command({ key: keys.rate(NOTHING), args: ["", ""] })
    const { max, perSeconds } = counted.rate
    const key = keys.rate(`${max}-${perSeconds}:${counted.key}`)
    exceeded.refuse(key)
    try {
      return await command({ key, args: [String(max), String(perSeconds * 1000)] })
    } catch (error) {
      if (error instanceof Sock8Error && error.code === "RATE_LIMITED") {
        exceeded.note(key, error.details.retryAfter ?? 1)
      }
      throw error
    }
  }
}

/** Stands in a key where nothing is counted. */
const NOTHING = "."
