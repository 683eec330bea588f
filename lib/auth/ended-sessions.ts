/**
 * Signing out ends the session, not only the cookie: a copy of the cookie would be good until it expires. So the
 * id of the session is remembered for longer than that.
 */
import { realtime } from "../realtime"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import type { Rate } from "../sock8/server/limits"
import { SESSION_MAX_AGE_SECONDS } from "./session-cookie"

/** A day longer than any cookie of the session is good, so that no clock has to be right to the second. */
export const ENDED_SESSION_SECONDS = SESSION_MAX_AGE_SECONDS + 24 * 60 * 60

/** Ends a session for every copy of its cookie, and closes the streams that it opened, in every tab. */
export async function endSession(sessionId: string): Promise<void> {
  await redis().set(keys.endedSession(sessionId), "1", { ex: ENDED_SESSION_SECONDS })
  await realtime.revoker.endSession(sessionId, { forSeconds: ENDED_SESSION_SECONDS })
}

/** How often one session may be asked for: each is counted for itself, so that an ended one keeps nobody out. */
export const ASK_RATE: Rate = { max: 300, perSeconds: 60 }

/**
 * Whether a session was ended. Counted in the one Redis command that it costs.
 *
 * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
 */
export async function isEnded(sessionId: string): Promise<boolean> {
  const counted = { key: `session:${sessionId}`, rate: ASK_RATE }
  return (await realtime.limiter.takeReading(counted, keys.endedSession(sessionId))) !== null
}
