/**
 * Signing out ends the session, not only the cookie: a copy of the cookie that somebody kept would be good
 * until it expires. So its id is remembered for as long.
 */
import { realtime } from "../realtime"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { SESSION_MAX_AGE_SECONDS } from "./session-cookie"

/** Ends a session for every copy of its cookie, and closes the streams that it opened, in every tab. */
export async function endSession(sessionId: string): Promise<void> {
  await redis().set(keys.endedSession(sessionId), "1", { ex: SESSION_MAX_AGE_SECONDS })
  await realtime.revoker.endSession(sessionId, { forSeconds: SESSION_MAX_AGE_SECONDS })
}

/** Whether a session was ended. */
export async function isEnded(sessionId: string): Promise<boolean> {
  return (await redis().get(keys.endedSession(sessionId))) !== null
}
