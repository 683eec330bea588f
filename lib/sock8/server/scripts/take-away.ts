import { NOW } from "./now"

/**
 * Lua that takes a right away: writes it down first, then notifies every process. Part of scripts that save the change
 * behind it, so that there is no moment in which the change is saved and the old right still holds. Needs `now` of
 * `now.ts`.
 *
 * `takeAway(k, a)` writes to KEYS[k], which is the rights of an identity or a revoked id. From ARGV[a] on: topic, line,
 * seconds to keep, and what to write, "" for the time by the clock of Redis.
 */
export const TAKE_AWAY = `
local function takeAway(k, a)
  local value = ARGV[a + 3]
  if value == '' then value = string.format('%.0f', now()) end
  redis.call('SET', KEYS[k], value, 'EX', ARGV[a + 2])
  redis.call('PUBLISH', ARGV[a], ARGV[a + 1])
end
`

/** Takes rights away and does nothing else. KEYS and ARGV as `takeAway` takes them, for each. */
export const ONLY_TAKE_AWAY = `
${NOW}
${TAKE_AWAY}
for i = 1, #KEYS do takeAway(i, 4 * i - 3) end
return #KEYS
`

/**
 * Takes a channel away from a person, or gives it back. KEYS: rights, denied. ARGV: as `takeAway` takes them, seconds to
 * keep the denial, channel, "deny" or "allow".
 */
export const DENY = `
${NOW}
${TAKE_AWAY}
if ARGV[7] == 'deny' then
  redis.call('SADD', KEYS[2], ARGV[6])
  redis.call('EXPIRE', KEYS[2], ARGV[5])
else
  redis.call('SREM', KEYS[2], ARGV[6])
end
takeAway(1, 1)
return 1
`
