import { MAX_SEEN } from "../../core/presence"
import { LEASE_SECONDS } from "./keep"
import { RATE } from "./rate"
import { STANDING } from "./standing"

/**
 * Lua that keeps who is on a channel. Needs `now` of `standing.ts`.
 *
 * One hash per channel: `c:<connection>` is what one connection shows, as JSON that begins with the person's id
 * and ends with `since` and `at`; `a:<person>` is the same of somebody whose last connection ended, with `left`
 * behind it; `v` numbers the changes and `s` says when somebody looked last for connections whose lease ended.
 * One sorted set per channel says when those who left were there last. The text of a state is carried as it is
 * and never decoded: `cjson` would make an object of an empty list.
 *
 * Each change is told on the channel's topic, in a line of its own kind: `2 channel version words…`.
 */
export const PRESENCE = `
local function whole(number) return string.format('%.0f', number) end
local function personOf(text) return string.match(text, '^{"id":"([^"]*)"') end
-- From the end, where no state reaches: a state may have numbers of the same names.
local function sinceOf(text)
  return string.match(text, '"since":(%d+),"at":%d+}$') or string.match(text, '"since":(%d+),"at":%d+,"left":%d+}$')
end

local function tell(hash, topic, channel, words)
  local version = redis.call('HINCRBY', hash, 'v', 1)
  if version == 1 then
    -- A hash that was gone begins with a number above all that it had before.
    version = now()
    redis.call('HSET', hash, 'v', whole(version))
  end
  redis.call('EXPIRE', hash, ${LEASE_SECONDS * 20})
  redis.call('PUBLISH', topic, '2 ' .. channel .. ' ' .. whole(version) .. ' ' .. words)
end

local function gone(hash, seen, topic, channel, person, at)
  redis.call('HDEL', hash, 'a:' .. person)
  redis.call('ZADD', seen, whole(at), person)
  redis.call('ZREMRANGEBYRANK', seen, 0, -${MAX_SEEN + 1})
  redis.call('EXPIRE', seen, 2592000)
  tell(hash, topic, channel, 'gone ' .. person .. ' ' .. whole(at))
end

-- Shows a connection: text is JSON without its end.
local function enter(hash, seen, topic, channel, connection, text)
  local person, at = personOf(text), whole(now())
  local since = at
  local fields = redis.call('HGETALL', hash)
  for i = 1, #fields, 2 do
    local kind, before = string.sub(fields[i], 1, 2), fields[i + 1]
    if (kind == 'c:' or kind == 'a:') and personOf(before) == person then
      if tonumber(sinceOf(before)) < tonumber(since) then since = sinceOf(before) end
    end
  end
  local full = text .. ',"since":' .. since .. ',"at":' .. at .. '}'
  redis.call('HSET', hash, 'c:' .. connection, full)
  redis.call('HDEL', hash, 'a:' .. person)
  redis.call('ZREM', seen, person)
  tell(hash, topic, channel, 'set ' .. connection .. ' ' .. full)
end

-- Takes a connection out. With a grace its person may come back before they count as gone.
local function leave(hash, seen, topic, channel, connection, graceful)
  local text = redis.call('HGET', hash, 'c:' .. connection)
  if not text then return end
  redis.call('HDEL', hash, 'c:' .. connection)
  local person, at = personOf(text), now()
  local fields = redis.call('HGETALL', hash)
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 2) == 'c:' and personOf(fields[i + 1]) == person then
      return tell(hash, topic, channel, 'drop ' .. connection)
    end
  end
  if not graceful then return gone(hash, seen, topic, channel, person, at) end
  local away = string.sub(text, 1, -2) .. ',"left":' .. whole(at) .. '}'
  redis.call('HSET', hash, 'a:' .. person, away)
  tell(hash, topic, channel, 'away ' .. connection .. ' ' .. away)
end

-- Finds those whose lease ended or whose grace is over. Answers the version, and the milliseconds until the
-- next grace is over (0 where there is none).
local function sweep(hash, seen, open, topic, channel, times)
  local at, due = now(), 0
  local swept = redis.call('HGET', hash, 's')
  if swept and at - tonumber(swept) < times.skip then return {redis.call('HGET', hash, 'v') or '0', 0} end
  local here, ended, last, away = {}, {}, {}, {}
  local fields = redis.call('HGETALL', hash)
  if #fields == 0 then return {'0', 0} end
  for i = 1, #fields, 2 do
    local kind, rest, text = string.sub(fields[i], 1, 2), string.sub(fields[i], 3), fields[i + 1]
    if kind == 'c:' then
      local lease = tonumber(redis.call('ZSCORE', open, rest) or '0')
      local person = personOf(text)
      if lease > at then
        here[person] = true
      else
        ended[#ended + 1] = {rest, person}
        -- Somebody said that it is open when its lease began.
        local heard = lease > 0 and lease - times.lease or tonumber(swept or at)
        last[person] = math.max(last[person] or 0, heard)
      end
    elseif kind == 'a:' then
      away[rest] = tonumber(string.match(text, '"left":(%d+)}$'))
    end
  end
  for _, one in ipairs(ended) do
    redis.call('HDEL', hash, 'c:' .. one[1])
    if here[one[2]] then tell(hash, topic, channel, 'drop ' .. one[1]) end
  end
  for person, heard in pairs(last) do
    if not here[person] then gone(hash, seen, topic, channel, person, heard) end
  end
  for person, left in pairs(away) do
    local rest = left + times.grace - at
    if rest <= 0 then
      gone(hash, seen, topic, channel, person, left)
    elseif due == 0 or rest < due then
      due = rest
    end
  end
  redis.call('HSET', hash, 's', whole(at))
  redis.call('EXPIRE', hash, ${LEASE_SECONDS * 20})
  return {redis.call('HGET', hash, 'v') or '0', due}
end

local function snapshot(hash, seen)
  return {redis.call('HGETALL', hash), redis.call('ZRANGE', seen, 0, -1, 'WITHSCORES')}
end

local function timesAt(a)
  return {lease = tonumber(ARGV[a]), grace = tonumber(ARGV[a + 1]), skip = tonumber(ARGV[a + 2])}
end
`

/**
 * Shows a connection on channels. Not one whose lease has ended: whoever is not
 * counted is nowhere. KEYS: all open connections, then hash and seen per channel. ARGV: connection, then topic,
 * channel and text per channel.
 */
export const ENTER = `
${STANDING}
${PRESENCE}
local lease = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '0')
if lease <= now() then return 0 end
for i = 1, (#KEYS - 1) / 2 do
  local a = 3 * i - 1
  enter(KEYS[2 * i], KEYS[2 * i + 1], ARGV[a], ARGV[a + 1], ARGV[1], ARGV[a + 2])
end
return 1
`

/** Takes a connection out of one channel at once. KEYS: hash, seen. ARGV: connection, topic, channel. */
export const LEAVE = `
${STANDING}
${PRESENCE}
leave(KEYS[1], KEYS[2], ARGV[2], ARGV[3], ARGV[1], false)
return 1
`

/**
 * Counts, and says another state of a connection. KEYS: as `standing` takes them, hash, count. ARGV: as `standing` takes
 * them, topic, channel, connection, person, text, most and milliseconds of the rate. Answers `{"ok"}` or
 * `{"refused", code, milliseconds}`. A token that was taken away is not counted: it would keep its person out.
 */
export const UPDATE = `
${STANDING}
${PRESENCE}
${RATE}
local code, k = standing(1, 1)
if code then return {'refused', code} end
local wait = count(k + 1, 8)
if wait then return {'refused', 'RATE_LIMITED', wait} end
local before = redis.call('HGET', KEYS[k], 'c:' .. ARGV[5])
if not before or personOf(before) ~= ARGV[6] then return {'refused', 'NOT_PRESENT'} end
local full = ARGV[7] .. ',"since":' .. sinceOf(before) .. ',"at":' .. whole(now()) .. '}'
redis.call('HSET', KEYS[k], 'c:' .. ARGV[5], full)
tell(KEYS[k], ARGV[3], ARGV[4], 'set ' .. ARGV[5] .. ' ' .. full)
return {'ok'}
`

/**
 * Counts, and reads who is on channels. KEYS: as `standing` takes them, all open connections, count, then hash and seen
 * per channel. ARGV: as `standing` takes them, most and milliseconds of the rate, lease, grace, skip, then topic and
 * channel per channel. Answers `{"ok", …snapshots}` or `{"refused", code, milliseconds}`.
 */
export const WHO = `
${STANDING}
${PRESENCE}
${RATE}
local code, open = standing(1, 1)
if code then return {'refused', code} end
local wait = count(open + 1, 3)
if wait then return {'refused', 'RATE_LIMITED', wait} end
local answer, times = {'ok'}, timesAt(5)
for i = 1, (#KEYS - open - 1) / 2 do
  local k, a = open + 2 * i, 6 + 2 * i
  sweep(KEYS[k], KEYS[k + 1], KEYS[open], ARGV[a], ARGV[a + 1], times)
  answer[i + 1] = snapshot(KEYS[k], KEYS[k + 1])
end
return answer
`

/** Sweeps channels. KEYS: all open connections, then hash and seen per channel. ARGV: lease, grace, skip, then topic and channel per channel. */
export const SWEEP = `
${STANDING}
${PRESENCE}
local answer, times = {}, timesAt(1)
for i = 1, (#KEYS - 1) / 2 do
  local a = 2 + 2 * i
  answer[i] = sweep(KEYS[2 * i], KEYS[2 * i + 1], KEYS[1], ARGV[a], ARGV[a + 1], times)
end
return answer
`
