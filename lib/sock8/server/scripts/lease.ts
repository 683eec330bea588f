import { NOW } from "./now"
import { PRESENCE } from "./presence"
import { RATE } from "./rate"
import { STANDING } from "./standing"

/**
 * Lua that counts open connections by leases, so that a process that was killed counts for no longer than a
 * lease. Needs `now` of `standing.ts`.
 *
 * `lease(k, a)` takes from KEYS[k] on: the connections that it is counted among, all of them, their details, the revoked
 * connection whose place it takes; from ARGV[a] on: connection, seconds of a lease, most at once, details as JSON.
 * Answers a code where that connection was ended or there is no room, and then counts nothing.
 */
export const LEASE = `
local function lease(k, a)
  local ended = redis.call('GET', KEYS[k + 3])
  if ended then return ended end
  local at = now()
  redis.call('ZREMRANGEBYSCORE', KEYS[k], '-inf', at)
  if redis.call('ZCARD', KEYS[k]) >= tonumber(ARGV[a + 2]) then return 'TOO_MANY_CONNECTIONS' end
  local ends = at + ARGV[a + 1] * 1000
  for i = 0, 1 do
    redis.call('ZADD', KEYS[k + i], ends, ARGV[a])
    redis.call('EXPIRE', KEYS[k + i], ARGV[a + 1] * 2)
  end
  redis.call('HSET', KEYS[k + 2], ARGV[a], ARGV[a + 3])
  redis.call('EXPIRE', KEYS[k + 2], ARGV[a + 1] * 2)
  return nil
end
`

/**
 * Counts an attempt of a token that stands, asks whether a connection would be admitted, and reads a record of the
 * app. The connection is not counted and nothing is promised: what is asked here saves the effort where the answer
 * is no.
 *
 * KEYS: as `standing` takes them, the connections that it would be counted among, record, count.
 * ARGV: as `standing` takes them, most at once, most and milliseconds of the rate.
 * Answers `{"ok", code, record}`, the code "" where there is none, or `{"refused", code, milliseconds}`.
 */
export const FORESEE = `
${STANDING}
${RATE}
local code, k = standing(1, 1)
-- A token that was taken away uses up nothing: whoever has it would keep its person out.
local wait = not code and count(k + 2, 4)
if wait then return {'refused', 'RATE_LIMITED', wait} end
local open = redis.call('ZCOUNT', KEYS[k], '(' .. string.format('%.0f', now()), '+inf')
if not code and open >= tonumber(ARGV[3]) then code = 'TOO_MANY_CONNECTIONS' end
return {'ok', code or '', redis.call('GET', KEYS[k + 1])}
`

/** After so many leases without a word a connection is forgotten, as are the people of a channel. */
const LONG_LEASES = 20

/**
 * Says again which connections of a process are open, asks whether they still may be, and sweeps the channels
 * that they see the people of: presence costs no command of its own.
 *
 * KEYS: all connections, their details, then per connection: as `standing` takes them, revoked connection,
 * the connections that it is counted among; then hash and seen per channel. ARGV: seconds of a lease, number of
 * connections, lease, grace and skip in milliseconds, then per connection: its id, details, and as `standing`
 * takes them; then topic and channel per channel. Answers a code per connection, "" where it may go on, and what
 * `sweep` answers per channel. Forgets some connections that ended long ago.
 */
export const WATCH = `
${STANDING}
${PRESENCE}
local ends = now() + ARGV[1] * 1000
local answer, swept = {}, {}
local k, a = 3, 6
for i = 1, tonumber(ARGV[2]) do
  local code, after = standing(k, a + 2)
  answer[i] = code or redis.call('GET', KEYS[after]) or ''
  for _, set in ipairs({KEYS[1], KEYS[after + 1]}) do
    redis.call('ZADD', set, ends, ARGV[a])
    redis.call('EXPIRE', set, ARGV[1] * 2)
  end
  redis.call('HSET', KEYS[2], ARGV[a], ARGV[a + 1])
  k, a = after + 2, a + 4
end
redis.call('EXPIRE', KEYS[2], ARGV[1] * 2)
-- Of processes that were killed. Not at once: a lease tells when somebody was there last.
local long = string.format('%.0f', ends - ARGV[1] * ${LONG_LEASES} * 1000)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', long, 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
local times = timesAt(3)
while k < #KEYS do
  swept[#swept + 1] = sweep(KEYS[k], KEYS[k + 1], KEYS[1], ARGV[a], ARGV[a + 1], times)
  k, a = k + 2, a + 2
end
return {answer, swept}
`

/**
 * Gives leases back, and takes the connection out of the channels that showed it. KEYS: all connections, their
 * details, those that it is counted among, then hash and seen per channel. ARGV: connection, then topic and channel
 * per channel.
 */
export const RELEASE = `
${STANDING}
${PRESENCE}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
for i = 1, (#KEYS - 3) / 2 do
  leave(KEYS[2 + 2 * i], KEYS[3 + 2 * i], ARGV[2 * i], ARGV[2 * i + 1], ARGV[1], true)
end
return 1
`

/**
 * Finds an open connection, and reads the app's record of whoever has it. KEYS: all connections, their details.
 * ARGV: connection. Answers `{details, record}`, or `{}` where it is not open.
 */
export const FIND_OPEN = `
${NOW}
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1])
local details = redis.call('HGET', KEYS[2], ARGV[1])
if not details or not ends or tonumber(ends) <= now() then return {} end
local record = cjson.decode(details).record
return {details, record and redis.call('GET', record)}
`

/**
 * Lists the open connections of some identities. KEYS: details, then the connections of each. Answers their details: what
 * others have open is not looked at.
 */
export const LIST_OPEN_OF = `
${NOW}
local found, from = {}, '(' .. string.format('%.0f', now())
for i = 2, #KEYS do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[i], from, '+inf')) do
    found[#found + 1] = redis.call('HGET', KEYS[1], id) or nil
  end
end
return found
`

/** Counts how many of some connections are open. KEYS: all connections. ARGV: their ids. */
export const COUNT_OPEN = `
${NOW}
local count, at = 0, now()
for i = 1, #ARGV do
  local ends = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if ends and tonumber(ends) > at then count = count + 1 end
end
return count
`

/** Lists open connections and forgets those whose lease has ended. KEYS: all connections, their details. */
export const LIST_OPEN = `
${STANDING}
local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now())
for _, id in ipairs(ended) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
return redis.call('HGETALL', KEYS[2])
`
