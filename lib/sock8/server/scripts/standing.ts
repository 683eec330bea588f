import { NOW } from "./now"
import { RATE } from "./rate"

/**
 * Lua that asks whether a token still stands: nothing of it was revoked, and its person's rights have not
 * changed since the rules were asked. Part of other scripts, so that asking costs no command of its own.
 *
 * `standing(first, since)` looks at three keys from KEYS[first] on: rights, revoked token, revoked session.
 * `since` is when the rules were asked, in milliseconds by the clock of Redis; "" asks nothing.
 * Answers a code, or nil where the token stands. Brings `now()` along.
 */
export const STANDING = `
${NOW}
local function standing(first, since)
  if since == '' then return nil end
  local revoked = redis.call('GET', KEYS[first + 1]) or redis.call('GET', KEYS[first + 2])
  if revoked then return revoked end
  local changed = redis.call('GET', KEYS[first])
  -- In the same millisecond it cannot be known which came first: then the rules are asked again.
  if changed and tonumber(changed) >= tonumber(since) then return 'TOKEN_EXPIRED' end
  return nil
end
`

/** Notes that a person's rights changed, and tells. KEYS: rights. ARGV: topic, line, seconds to keep. */
export const CHANGE_RIGHTS = `
${STANDING}
redis.call('SET', KEYS[1], string.format('%.0f', now()), 'EX', ARGV[3])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`

/** Takes a channel away from a person, or gives it back. KEYS: denied, rights. ARGV: topic, line, seconds to keep rights, seconds to keep the denial, channel, "deny" or "allow". */
export const DENY = `
${STANDING}
if ARGV[6] == 'deny' then
  redis.call('SADD', KEYS[1], ARGV[5])
  redis.call('EXPIRE', KEYS[1], ARGV[4])
else
  redis.call('SREM', KEYS[1], ARGV[5])
end
redis.call('SET', KEYS[2], string.format('%.0f', now()), 'EX', ARGV[3])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`

/** Revokes a token, session or connection, and tells. KEYS: revoked. ARGV: topic, line, seconds to keep, code. */
export const REVOKE = `
redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[3])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`

/**
 * Counts, unless the session was ended, and tells the clock of Redis in milliseconds, what is denied to a person, and
 * where a channel stands. KEYS: count, denied, position, revoked session. ARGV: most and milliseconds of the rate,
 * seconds to keep the denial from now on: a person who still comes is still denied.
 * Answers `{"ok", clock, denied, number, id}`, or `{"refused", code, milliseconds}`.
 */
export const CLOCK = `
${NOW}
${RATE}
local ended = redis.call('GET', KEYS[4])
if ended then return {'refused', ended} end
local wait = count(1, 1)
if wait then return {'refused', 'RATE_LIMITED', wait} end
local head = redis.call('HMGET', KEYS[3], 'n', 'id')
redis.call('EXPIRE', KEYS[2], ARGV[3])
return {'ok', string.format('%.0f', now()), redis.call('SMEMBERS', KEYS[2]), head[1] or '0', head[2] or '0-0'}
`
