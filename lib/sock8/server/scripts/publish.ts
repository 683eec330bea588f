import { RATE } from "./rate"
import { STANDING } from "./standing"
import { TAKEN_BACK } from "./taken-back"

/**
 * Says one or more messages on one channel: counts, recognises a retry, numbers, stores, trims, and tells.
 *
 * KEYS: position, log, once, count, count of the sender's share, then as `standing` takes them. ARGV: topic, channel,
 * keep, seconds to keep, epoch to begin with, fingerprint ("" for none), seconds to remember the id, most and
 * milliseconds of the rate, the same of the share, what is known of the channel as `renew` takes it, then
 * as `standing` takes them for the sender's token, then per message a field for what it is the latest about ("" for
 * nothing) and its body.
 * Answers `{"said", id of the first, epoch, number and id of the last}`, `{"again", id}` for a retry, `{"conflict"}`
 * for another body under the same id, or `{"refused", code, …}` where the token does not stand any more or it is said
 * too often: a retry counts, too. Of the share it takes nothing; `{"enough", code, milliseconds}` where that is used up.
 */
export const PUBLISH = `
${STANDING}
${RATE}
${TAKEN_BACK}
local code = standing(6, 15)
if code then return {'refused', code} end
local wait = count(4, 8)
if wait then return {'refused', 'RATE_LIMITED', wait} end
local position, log, once = KEYS[1], KEYS[2], KEYS[3]
local topic, channel, keep, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local fingerprint = ARGV[6]
if fingerprint ~= '' then
  local before = redis.call('GET', once)
  if before then
    local print, id = string.match(before, '^(%S+) (%S+)$')
    if print ~= fingerprint then return {'conflict'} end
    return {'again', id}
  end
end
local used = count(5, 10)
if used then return {'enough', 'RATE_LIMITED', used} end
if redis.call('HSETNX', position, 'epoch', ARGV[5]) == 1 then redis.call('DEL', log) end
renew(position, log, 12, ARGV[5])
local at = redis.call('HMGET', position, 'epoch', 'n', 'id')
local epoch, n, previous = at[1], tonumber(at[2] or '0'), at[3] or '0-0'
local said, first = nil, 17
for i = first, #ARGV, 2 do
  local about, body = ARGV[i], ARGV[i + 1]
  n = n + 1
  local number = string.format('%.0f', n)
  -- What is replaced goes first, or trimming would take something else in its place.
  local before = about ~= '' and redis.call('HGET', position, about)
  if before then redis.call('XDEL', log, before) end
  local id = redis.call('XADD', log, 'MAXLEN', '=', keep, '*', 'n', number, 'p', previous, 'm', body)
  redis.call('HSET', position, 'n', number, 'id', id)
  if about ~= '' then redis.call('HSET', position, about, id) end
  local place = epoch .. ' ' .. number .. ' ' .. id .. ' ' .. previous
  redis.call('PUBLISH', topic, '1 ' .. channel .. ' ' .. place .. ' ' .. body)
  said, previous = said or id, id
end
-- What was trimmed is the latest about nothing any more. Looked at only now and then: it costs a reading of all.
if ARGV[first] ~= '' and redis.call('HLEN', position) > 2 * tonumber(keep) + 8 then
  local kept = {}
  for _, entry in ipairs(redis.call('XRANGE', log, '-', '+')) do kept[entry[1]] = true end
  local fields = redis.call('HGETALL', position)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 6) == 'about:' and not kept[fields[i + 1]] then
      redis.call('HDEL', position, fields[i])
    end
  end
end
redis.call('EXPIRE', position, ttl)
redis.call('EXPIRE', log, ttl)
if fingerprint ~= '' then redis.call('SET', once, fingerprint .. ' ' .. said, 'EX', ARGV[7]) end
return {'said', said, epoch, string.format('%.0f', n), previous}
`

/** Tells every topic that this process still listens. KEYS: topics. ARGV: the line. */
export const PROBE = `
for i = 1, #KEYS do redis.call('PUBLISH', KEYS[i], ARGV[1]) end
return #KEYS
`
