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
    const args = countArgs(keys, counted)
    if (!counted) return command(args)
    const { key } = args
    exceeded.refuse(key)
    try {
      return await command(args)
    } catch (error) {
      if (error instanceof Sock8Error && error.code === "RATE_LIMITED") {
        exceeded.note(key, error.details.retryAfter ?? 1)
      }
      throw error
    }
  }
}

/** With what a script counts something, without a memory of who is over; `undefined` counts nothing. */
export function countArgs(keys: Keys, counted: Counted | undefined): CountArgs {
  if (!counted) return { key: keys.rate(NOTHING), args: ["", ""] }
  const { max, perSeconds } = counted.rate
  return {
    key: keys.rate(`${max}-${perSeconds}:${counted.key}`),
    args: [String(max), String(perSeconds * 1000)],
  }
}

/** Stands in a key where nothing is counted. */
const NOTHING = "."
