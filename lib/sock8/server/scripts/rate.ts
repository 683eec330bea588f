import { NOW } from "./now"

/**
 * Lua that counts what may be done so often in any window of so many milliseconds. Part of scripts that are run
 * anyway, so that counting costs no command of its own. Needs `now` of `now.ts`.
 *
 * `count(k, a)` takes the count from KEYS[k], a hash of the window and of what was done in it and in the one
 * before; from ARGV[a] on: most ("" counts nothing), milliseconds of a window.
 * Answers the milliseconds until there is room for one more where it was too often, and then counts nothing; else nil.
 */
export const RATE = `
local function count(k, a)
  if ARGV[a] == '' then return nil end
  local at, width = now(), tonumber(ARGV[a + 1])
  local window, passed = math.floor(at / width), at % width
  local kept = redis.call('HMGET', KEYS[k], 'window', 'done', 'before')
  local last = tonumber(kept[1] or '-1')
  local done, before = 0, 0
  if last == window then
    done, before = tonumber(kept[2]), tonumber(kept[3])
  elseif last == window - 1 then
    before = tonumber(kept[2])
  end
  -- Of the window before counts as much as still lies within the last so many milliseconds.
  local room = tonumber(ARGV[a]) - done
  if math.floor(before * (width - passed) / width) >= room then
    -- The window before loses one after the other: whoever waited for the end of this one would lose most of it.
    local free = room > 0 and math.floor(width * (before - room) / before) or width
    return string.format('%.0f', free + 1 - passed)
  end
  local name = string.format('%.0f', window)
  redis.call('HSET', KEYS[k], 'window', name, 'done', string.format('%.0f', done + 1), 'before', string.format('%.0f', before))
  redis.call('PEXPIRE', KEYS[k], string.format('%.0f', 2 * width))
  return nil
end
`

/**
 * Counts, and reads a record of the app. KEYS: count, record, and what tells that a session was ended, where it is known
 * by which one somebody comes: then nothing is counted. ARGV: most, milliseconds. Answers `{"ok", record}`, or
 * `{"refused", code, milliseconds}`.
 */
export const COUNT_AND_READ = `
${NOW}
${RATE}
if KEYS[3] and redis.call('GET', KEYS[3]) then return {'refused', 'AUTH_REQUIRED'} end
local wait = count(1, 1)
if wait then return {'refused', 'RATE_LIMITED', wait} end
return {'ok', redis.call('GET', KEYS[2])}
`
