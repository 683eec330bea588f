/**
 * The one place where the app, its rules, Redis and the toolkit meet. Servers only.
 */
import { recordKeyOf } from "./api-keys/key-identity"
import { exceptKeys, verifyKey } from "./api-keys/verify-key"
import { createAttemptLogs } from "./audit/attempt-logs"
import { readClaim } from "./auth/visitor"
import { authorize } from "./authorize"
import { channels } from "./channels"
import { env } from "./env"
import { logAttempt, logPoison, logUnavailable } from "./log"
import { createMetrics } from "./metrics/metrics"
import { PREFIX } from "./redis/keys"
import { redis } from "./redis/redis"
import { bindEmitter } from "./sock8/core/emit-binding"
import type { Authorize } from "./sock8/server/connection"
import { createRealtime } from "./sock8/server/realtime"
import { withSock8 as mountSock8 } from "./sock8/server/with-sock8"

const attempts = createAttemptLogs(() => realtime.publisher)

const metrics = createMetrics(() => realtime)

/** This app's realtime. */
export const realtime = createRealtime({
  channels,
  authorize: exceptKeys(authorize),
  readClaim,
  verifyKey,
  recordKey: recordKeyOf,
  settings: () => ({ redis: redis(), token: tokenSettings() }),
  prefix: PREFIX,
  shareAs: "grantway",
  addressSource: () => env().addressSource,
  ownOrigin: () => env().NEXTAUTH_URL,
  onAttempt(record) {
    logAttempt(record)
    attempts.record(record)
    metrics.attempt(record)
  },
  onPublished: metrics.published,
  onTold: metrics.told,
  onSignal: metrics.signal,
  onError: logUnavailable,
  onPoison: logPoison,
})

bindEmitter(realtime.emit)

/** Writes the attempts that are not in their logs yet, as far as Redis takes them. */
export const flushAttempts = attempts.flush

/** The channel endpoints of this app, under the given rules. */
export function withSock8(rules: { authorize: Authorize }): (request: Request) => Promise<Response> {
  return mountSock8({ realtime, ...rules })
}

function tokenSettings() {
  const { JWT_SECRET, JWT_SECRET_PREVIOUS, JWT_ISSUER, JWT_AUDIENCE } = env()
  return {
    secret: JWT_SECRET,
    previousSecret: JWT_SECRET_PREVIOUS,
    issuer: JWT_ISSUER,
    audience: JWT_AUDIENCE,
  }
}
