/**
 * Lifetimes that have to agree: what is good for a while, and what remembers for how long that it is good no more.
 * Both sides come from the constants of the code, so that whoever changes one of them finds the other here.
 */
import { expect, test } from "vitest"
import { MAX_DAYS } from "./api-keys/key-record"
import { LIST_SECONDS, REMEMBER_SECONDS } from "./api-keys/store"
import { DEVICE_MAX_AGE_SECONDS } from "./auth/device-cookie"
import { ENDED_SESSION_SECONDS } from "./auth/ended-sessions"
import {
  SESSION_CLOCK_TOLERANCE_SECONDS,
  SESSION_EXPIRY_TOLERANCE_SECONDS,
  SESSION_MAX_AGE_SECONDS,
} from "./auth/session-cookie"
import { DEVICE_RATE } from "./auth/sign-in-tries"
import { channels } from "./channels"
import { IDLE_MS } from "./idle-sockets"
import { MAX_WAIT_MS } from "./people/password"
import { ONCE_SECONDS } from "./posts/comments"
import { realtime } from "./realtime"
import { PERSON_TTL_SECONDS } from "./redis/keys"
import { COMMAND_LIMIT_MS } from "./redis/redis"
import { MAX_PAUSE_MS, MAX_TRIES } from "./sock8/client/requests"
import { defaultTimings } from "./sock8/client/timings"
import { HEARTBEAT_MS } from "./sock8/core/wire"
import { MAX_FAILED_ROUNDS, WATCH_EVERY_MS } from "./sock8/server/connections"
import { RENEW_BEFORE_MS } from "./sock8/server/open-live"
import { GRACE_MS } from "./sock8/server/presence"
import { createRealtime } from "./sock8/server/realtime"
import { KEEP_SECONDS } from "./sock8/server/scripts/keep"
import {
  CLOCK_TOLERANCE_SECONDS,
  createTokens,
  DEFAULT_LIFETIME_SECONDS,
  EXPIRY_TOLERANCE_SECONDS,
} from "./sock8/server/token"
import { DRAIN_MS, EXIT_WITHIN_MS } from "./stop"

const DAY_SECONDS = 24 * 3600

// From any moment at which it is accepted: it may begin later by one tolerance, and end later by another. A session may
// be longer by that other one, too.
const sessionSeconds =
  SESSION_MAX_AGE_SECONDS + SESSION_CLOCK_TOLERANCE_SECONDS + 2 * SESSION_EXPIRY_TOLERANCE_SECONDS
const tokenSeconds = DEFAULT_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS + EXPIRY_TOLERANCE_SECONDS
const streamSeconds = realtime.maxStreamSeconds
const publishSeconds = (MAX_TRIES * (defaultTimings.requestMs + MAX_PAUSE_MS + defaultTimings.capMs)) / 1000

/** What lives, for how many seconds at most; and what has to live longer. */
const pairs: ReadonlyArray<readonly [lives: string, seconds: number, longer: string, seconds: number]> = [
  ["a session's cookie", sessionSeconds, "the memory that the session was ended", ENDED_SESSION_SECONDS],
  ["a session's cookie", sessionSeconds, "the record of its person", PERSON_TTL_SECONDS],
  ["a channel token", tokenSeconds, "the memory that it was revoked", KEEP_SECONDS.revoked],
  ["a channel token", tokenSeconds, "the memory that its person's rights changed", KEEP_SECONDS.revoked],
  ["a channel token", tokenSeconds, "the memory that its session was ended", ENDED_SESSION_SECONDS],
  ["a stream", streamSeconds, "the memory that it was closed", KEEP_SECONDS.revoked],
  ["a stream of an API key", streamSeconds, "the memory that the key was revoked", KEEP_SECONDS.revoked],
  ["a stream's request for renewal", RENEW_BEFORE_MS / 1000, "the stream", streamSeconds],
  ["the record of a person", 2 * PERSON_TTL_SECONDS, "what was denied to them", KEEP_SECONDS.denied],
  ["an API key", MAX_DAYS * DAY_SECONDS + REMEMBER_SECONDS, "the list to revoke it from", LIST_SECONDS],
  ["all tries of one publish", publishSeconds, "the memory of its id", KEEP_SECONDS.once],
  ["both tries of one command", COMMAND_LIMIT_MS / 1000, "an id of the server's", KEEP_SECONDS.onceForServer],
  ["both tries of one comment", COMMAND_LIMIT_MS / 1000, "the memory of its id", ONCE_SECONDS],
  [
    "both tries of one command",
    COMMAND_LIMIT_MS / 1000,
    "a client's request",
    defaultTimings.requestMs / 1000,
  ],
  ["what two clocks may differ by", CLOCK_TOLERANCE_SECONDS, "a channel token", DEFAULT_LIFETIME_SECONDS],
  ["two rounds of the watch", (2 * WATCH_EVERY_MS) / 1000, "the lease that they prolong", KEEP_SECONDS.lease],
  ["a grace", GRACE_MS / 1000, "the lease of the connection before", KEEP_SECONDS.lease],
  ["two heartbeats", (2 * HEARTBEAT_MS) / 1000, "a client's patience", defaultTimings.silenceMs / 1000],
  ["a heartbeat", HEARTBEAT_MS / 1000, "the patience with a leading tab", defaultTimings.leaderMs / 1000],
  ["a password's wait to be hashed", MAX_WAIT_MS / 1000, "a connection without a byte", IDLE_MS / 1000],
  ["the count of a known device", DEVICE_RATE.perSeconds, "the device's cookie", DEVICE_MAX_AGE_SECONDS],
  ["a session", SESSION_MAX_AGE_SECONDS, "the cookie of its device", DEVICE_MAX_AGE_SECONDS],
  ["the drain of a process", DRAIN_MS / 1000, "its time to exit", EXIT_WITHIN_MS / 1000],
]
// Without a partner: a foreign token cannot be revoked, and what is made from it ends with it; next-auth's CSRF token
// is bound to the secret and to the browser, and nothing remembers it.

test.each(pairs)("S-2 %s (%d s) ends before %s (%d s)", (_lives, seconds, _longer, longerSeconds) => {
  expect(seconds).toBeGreaterThan(0)
  expect(longerSeconds).toBeGreaterThan(seconds)
})

test("S-2 a process that cannot ask Redis closes its streams no later than their leases end", () => {
  expect(MAX_FAILED_ROUNDS * WATCH_EVERY_MS).toBeLessThanOrEqual(KEEP_SECONDS.lease * 1000)
})

test("S-2 tokens and streams that would outlive their revocation cannot be set up", () => {
  const token = { secret: "x".repeat(32), issuer: "a", audience: "b" }
  expect(() => createTokens({ ...token, lifetimeSeconds: KEEP_SECONDS.revoked })).toThrow("outlive")
  expect(() => createTokens({ ...token, lifetimeSeconds: 3600 })).not.toThrow()
  const settings = () => {
    throw new Error("Nothing is read yet.")
  }
  expect(() => createRealtime({ channels, settings, maxStreamSeconds: 2 * DAY_SECONDS })).toThrow("outlive")
})
