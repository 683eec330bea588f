/**
 * The one Redis client of the app. On Vercel it speaks to Upstash; without an Upstash database to the
 * embedded server, which answers the same requests (`lib/start.ts`).
 */
import { Redis } from "@upstash/redis"
import { env } from "../env"

/**
 * A person waits for the answer, so an outage has to show within two seconds. The client asks for one
 * signal per command and its retry; a subscription brings its own and is not ended by this one.
 */
export const COMMAND_LIMIT_MS = 1800
const RETRY_AFTER_MS = 100

// Instrumentation, routes and pages are separate module graphs; only `globalThis` is shared by all three.
const shared: { grantwayRedis?: Redis } = globalThis as object

/**
 * The client, made at the first call. Values are strings as they were stored: what is read is parsed by a
 * schema, not guessed at. Throws where Redis cannot be reached or refuses.
 *
 * The errors of the client quote the whole command, so log their name and never their message.
 */
export function redis(): Redis {
  shared.grantwayRedis ??= createRedis()
  return shared.grantwayRedis
}

function createRedis(): Redis {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env()
  if (!url || !token) throw new Error("Redis was asked before the app started: see lib/start.ts.")
  return new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: { retries: 1, backoff: () => RETRY_AFTER_MS },
    signal: () => AbortSignal.timeout(COMMAND_LIMIT_MS),
  })
}
