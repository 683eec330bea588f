import { LEASE } from "./lease"
import { PRESENCE } from "./presence"
import { RATE } from "./rate"
import { STANDING } from "./standing"
import { TAKEN_BACK } from "./taken-back"

/**
 * Lua that reads where channels stand and what was said after a cursor, for many channels at once.
 *
 * `read(k, a)` takes position and log of each channel from KEYS[k] on, and from ARGV[a] on: epoch to begin
 * with, most messages per channel, bytes of messages after which there are no more, then per channel the id to read
 * after ("" for none, "latest" for the last message alone), its seconds to keep, and what is known of it, as `renew` takes it.
 * Answers per channel `{epoch, n, id, entries, cut, "more" or ""}`, or `{"broken"}` where a key is of another type,
 * so that one broken channel does not take the others with it.
 */
const READ = `
${TAKEN_BACK}
-- One message at least, however large: who reads page after page must come forward. In small parts, so that Redis does
-- not look up what is not answered.
local function page(log, after, most, room)
  local entries, start = {}, '(' .. after
  while true do
    local part = redis.pcall('XRANGE', log, start, '+', 'COUNT', 16)
    if part.err then return part, '' end
    for _, entry in ipairs(part) do
      if #entries == most or (#entries > 0 and room.bytes <= 0) then return entries, 'more' end
      entries[#entries + 1] = entry
      room.bytes = room.bytes - #(entry[2][6] or '')
    end
    if #part < 16 then return entries, '' end
    start = '(' .. part[#part][1]
  end
end
local function read(k, a)
  local answer = {}
  local most, room = tonumber(ARGV[a + 1]), {bytes = tonumber(ARGV[a + 2])}
  for i = 1, (#KEYS - k + 1) / 2 do
    local position, log = KEYS[k + 2 * i - 2], KEYS[k + 2 * i - 1]
    local b = a + 5 * i - 2
    local after, ttl = ARGV[b], ARGV[b + 1]
    local made = redis.pcall('HSETNX', position, 'epoch', ARGV[a])
    if type(made) == 'table' then
      answer[i] = {'broken'}
    else
      if made == 1 then
        -- Numbers of an epoch that is gone would be taken for those of the new one.
        redis.call('DEL', log)
        redis.call('EXPIRE', position, ttl)
      end
      renew(position, log, b + 2, ARGV[a])
      local at = redis.call('HMGET', position, 'epoch', 'n', 'id', 'cut')
      local entries, more = {}, ''
      if after == 'latest' then
        entries = redis.pcall('XREVRANGE', log, '+', '-', 'COUNT', 1)
      elseif after ~= '' then
        entries, more = page(log, after, most, room)
      end
      if entries.err then
        answer[i] = {'broken'}
      else
        answer[i] = {at[1], at[2] or '0', at[3] or '0-0', entries, at[4] or '', more}
      end
    end
  end
  return answer
end
`

/** Reads channels. KEYS and ARGV as `read` takes them. */
export const READ_SINCE = `
${READ}
return read(1, 1)
`

/**
 * Admits a connection, in one step: its token stands, there is room for one more, and from this moment on it
 * counts; shows it where it asked to be shown, and reads who is there; then reads its channels.
 *
 * KEYS: as `standing` takes them, then the four of a lease, then hash and seen per channel whose people are asked
 * for, then as `read` takes them.
 * ARGV: as `standing` takes them, then the four of a lease, then the number of those channels, lease, grace and skip
 * in milliseconds, then topic, channel and text ("" to see and not be shown) of each, then as `read` takes them.
 * Answers `{"ok", people, …readings}`, or `{"refused", code}`: then nothing was counted.
 */
export const ADMIT = `
${STANDING}
${LEASE}
${PRESENCE}
${READ}
local code, first = standing(1, 1)
code = code or lease(first, 3)
if code then return {'refused', code} end
local people, times = {}, timesAt(8)
local open, k, a = KEYS[first + 1], first + 4, 11
for i = 1, tonumber(ARGV[7]) do
  sweep(KEYS[k], KEYS[k + 1], open, ARGV[a], ARGV[a + 1], times)
  if ARGV[a + 2] ~= '' then enter(KEYS[k], KEYS[k + 1], ARGV[a], ARGV[a + 1], ARGV[3], ARGV[a + 2]) end
  people[i] = snapshot(KEYS[k], KEYS[k + 1])
  k, a = k + 2, a + 3
end
local answer = read(k, a)
table.insert(answer, 1, 'ok')
table.insert(answer, 2, people)
return answer
`

/**
 * Counts, and reads towards the past. KEYS: as `standing` takes them, log, count. ARGV: as `standing` takes them, start,
 * most messages, then most and milliseconds of the rate.
 * Answers `{"ok", entries}`, or `{"refused", code, milliseconds}`.
 */
export const READ_BEFORE = `
${STANDING}
${RATE}
local code, k = standing(1, 1)
if code then return {'refused', code} end
local wait = count(k + 1, 5)
if wait then return {'refused', 'RATE_LIMITED', wait} end
return {'ok', redis.call('XREVRANGE', KEYS[k], ARGV[3], '-', 'COUNT', ARGV[4])}
`
