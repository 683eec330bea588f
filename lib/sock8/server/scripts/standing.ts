import { NOW } from "./now"
import { RATE } from "./rate"

/**
 * Lua that asks whether a token still stands: nothing of it was revoked, and the rights of none of its identities
 * changed since the rules were asked. Part of other scripts, so that asking costs no command of its own.
 *
 * `standing(k, a)` takes from KEYS[k] on the rights of each identity, then revoked token and revoked session; from
 * ARGV[a] on when the rules were asked, in milliseconds by the clock of Redis ("" asks nothing), and the number of
 * identities. Answers a code, or nil where the token stands, and the index of the key that follows. Brings `now()` along.
 */
export const STANDING = `
${NOW}
local function standing(k, a)
  local since, after = ARGV[a], k + tonumber(ARGV[a + 1]) + 2
  if since == '' then return nil, after end
  local revoked = redis.call('GET', KEYS[after - 2]) or redis.call('GET', KEYS[after - 1])
  if revoked then return revoked, after end
  for i = k, after - 3 do
    local changed = redis.call('GET', KEYS[i])
    -- In the same millisecond it cannot be known which came first: then the rules are asked again.
    if changed and tonumber(changed) >= tonumber(since) then return 'TOKEN_EXPIRED', after end
  end
  return nil, after
end
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
