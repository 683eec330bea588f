/** How long to wait between tries. */
export interface BackoffOptions {
  /** Milliseconds that the first wait takes at most. */
  readonly baseMs?: number
  /** Milliseconds that no wait exceeds. */
  readonly capMs?: number
  /** A number from 0 up to 1. */
  readonly random?: () => number
}

/**
 * Milliseconds to wait after `attempt` failures before this one: exponential, with full jitter, so that
 * clients who lost the same server do not come back together. Never less than a fifth of `baseMs`: chance
 * alone must not make a hot loop.
 */
export function backoffMs(
  attempt: number,
  { baseMs = 500, capMs = 30_000, random = Math.random }: BackoffOptions = {},
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** attempt)
  return Math.max(baseMs / 5, random() * ceiling)
}
