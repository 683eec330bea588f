/**
 * The one place where the app, its rules, Redis and the toolkit meet. Servers only.
 */
import { recordKeyOf } from "./api-keys/key-identity"
import { exceptKeys, verifyKey } from "./api-keys/verify-key"
import { createAttemptLogs } from "./audit/attempt-logs"
import { readClaim } from "./auth/visitor"
import { authorize } from "./authorize"
import { channels } from "./channels"
import { endpoints } from "./endpoints"
import { env } from "./env"
import { logAttempt, logPoison, logUnavailable } from "./log"
import { createMetrics } from "./metrics/metrics"
import { countNotification } from "./notifications/tell-inbox"
import { PREFIX } from "./redis/keys"
import { redis } from "./redis/redis"
import { bindEmitter } from "./sock8/core/emit-binding"
import type { Authorize } from "./sock8/server/connection"
import { createRealtime } from "./sock8/server/realtime"
import { withSock8 as mountSock8 } from "./sock8/server/with-sock8"

const attempts = createAttemptLogs(() => realtime.publisher)

const metrics = createMetrics(() => realtime)

/** How many connections may be open at once: of one person or key, and of strangers at one address. */
const OPEN_CONNECTIONS = { perPerson: 20, perAddress: 100 }

/** How often one person, and one address of strangers, may try to connect. */
export const CONNECTION_ATTEMPTS = { max: 300, perSeconds: 60 }

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
  endpoint: endpoints.stream,
  limits: OPEN_CONNECTIONS,
  addressSource: () => env().addressSource,
  ownOrigin: () => env().NEXTAUTH_URL,
  onAttempt(record) {
    logAttempt(record)
    attempts.record(record)
    metrics.attempt(record)
  },
  async onPublished(channel, messages) {
    metrics.published(channel, messages)
    await countNotification(channel)
  },
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
