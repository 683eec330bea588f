import { LEASE } from "./lease"
import { STANDING } from "./standing"

/**
 * Lua that reads where channels stand and what was said after a cursor, for many channels at once.
 *
 * `read(k, a)` takes position and log of each channel from KEYS[k] on, and from ARGV[a] on: epoch to begin
 * with, most messages per channel, then per channel the id to read after ("" for none) and its seconds to keep.
 * Answers per channel `{epoch, n, id, entries, cut}`, or `{"broken"}` where a key is of another type, so that
 * one broken channel does not take the others with it.
 */
const READ = `
local function read(k, a)
  local answer = {}
  for i = 1, (#KEYS - k + 1) / 2 do
    local position, log = KEYS[k + 2 * i - 2], KEYS[k + 2 * i - 1]
    local after, ttl = ARGV[a + 2 * i], ARGV[a + 2 * i + 1]
    local made = redis.pcall('HSETNX', position, 'epoch', ARGV[a])
    if type(made) == 'table' then
      answer[i] = {'broken'}
    else
      if made == 1 then
        -- Numbers of an epoch that is gone would be taken for those of the new one.
        redis.call('DEL', log)
        redis.call('EXPIRE', position, ttl)
      end
      local at = redis.call('HMGET', position, 'epoch', 'n', 'id', 'cut')
      local entries = {}
      if after ~= '' then entries = redis.pcall('XRANGE', log, '(' .. after, '+', 'COUNT', ARGV[a + 1]) end
      if entries.err then
        answer[i] = {'broken'}
      else
        answer[i] = {at[1], at[2] or '0', at[3] or '0-0', entries, at[4] or ''}
      end
    end
  end
  return answer
end
`

/**
 * Gives a channel another epoch, unless somebody did so before. What has an id up to the cut belongs to the epochs
 * before. KEYS: position. ARGV: the epoch as it was seen, the next one, the cut.
 */
export const BEGIN_ANEW = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[2], 'cut', ARGV[3])
return 1
`

/** Reads channels. KEYS and ARGV as `read` takes them. */
export const READ_SINCE = `
${READ}
return read(1, 1)
`

/**
 * Admits a connection, in one step: its token stands, there is room for one more, and from this moment on it
 * counts; then reads its channels.
 *
 * KEYS: rights, revoked token, revoked session, then the four of a lease, then as `read` takes them.
 * ARGV: since, then the five of a lease, then as `read` takes them.
 * Answers `{"ok", …readings}`, or `{"refused", code}`: then nothing was counted.
 */
export const ADMIT = `
${STANDING}
${LEASE}
${READ}
local code = standing(1, ARGV[1]) or lease(4, 2)
if code then return {'refused', code} end
local answer = read(8, 7)
table.insert(answer, 1, 'ok')
return answer
`

/** Reads towards the past. KEYS: rights, revoked token, revoked session, log. ARGV: since, start, count. */
export const READ_BEFORE = `
${STANDING}
local code = standing(1, ARGV[1])
if code then return {'refused', code} end
return {'ok', redis.call('XREVRANGE', KEYS[4], ARGV[2], '-', 'COUNT', ARGV[3])}
`
