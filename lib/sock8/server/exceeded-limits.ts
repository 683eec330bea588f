import { Sock8Error } from "../core/errors"
import { ownCopy } from "./own-copy"

/** The limits that a process knows to be exceeded: they are refused without asking Redis. */
export interface ExceededLimits {
  /**
   * Does nothing unless the limit is known to be exceeded.
   *
   * @throws Sock8Error `RATE_LIMITED` with the seconds to wait.
   */
  refuse(limit: string): void
  /** Remembers for so many seconds that a limit is exceeded. */
  note(limit: string, seconds: number): void
}

/** Limits that are remembered at once. One more costs the oldest its place, and that a command to refuse it. */
const MAX_LIMITS = 10_000

/** Makes a memory of at most so many limits: those that nobody asks about any more make room for newer ones. */
export function createExceededLimits(maxLimits = MAX_LIMITS): ExceededLimits {
  /** Until when, by the clock of this process that never goes back. */
  const exceededUntil = new Map<string, number>()
  return {
    refuse(limit) {
      const leftMs = (exceededUntil.get(limit) ?? 0) - performance.now()
      if (leftMs > 0) throw new Sock8Error("RATE_LIMITED", { retryAfter: Math.ceil(leftMs / 1000) })
      exceededUntil.delete(limit)
    },
    note(limit, seconds) {
      exceededUntil.delete(limit)
      const [oldest] = exceededUntil.keys()
      if (oldest !== undefined && exceededUntil.size >= maxLimits) exceededUntil.delete(oldest)
      exceededUntil.set(ownCopy(limit), performance.now() + seconds * 1000)
    },
  }
}
