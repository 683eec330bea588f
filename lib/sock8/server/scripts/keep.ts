/** An open connection counts for so long, unless its process says again that it is open. */
export const LEASE_SECONDS = 30

/** Times that Redis keeps things, in seconds. Every key of the toolkit ends by itself. */
export const KEEP_SECONDS = {
  /** A silent channel, unless its definition says otherwise. */
  channel: 30 * 24 * 3600,
  /** How long a person's retry with the same id is recognised. */
  once: 3600,
  /** The same for the server's own messages, which only the Redis client itself retries. */
  onceForServer: 120,
  /**
   * When somebody's rights changed, and what was revoked: longer than any token or stream lives. What makes those
   * refuses a longer life.
   */
  revoked: 24 * 3600,
  /**
   * Channels that were taken away from a person: until they are given back, or for ten years in which the rules were
   * not evaluated for that person. An app may remember its people for as long as it likes, so this is no smaller.
   */
  denied: 10 * 365 * 24 * 3600,
  lease: LEASE_SECONDS,
} as const
