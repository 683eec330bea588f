/**
 * What a person has read, in Redis, beside the log of their notifications.
 *
 * The channel's log is the store: a notification is stored and pushed by the one command that publishes it, so
 * that none is pushed and not stored. What is unread is counted from that log whenever it is asked for, and
 * therefore never differs from the list.
 */
import { channels, inbox as inboxShape } from "../channels"
import { keys, PERSON_TTL_SECONDS, PREFIX } from "../redis/keys"
import { redis } from "../redis/redis"
import { createKeys } from "../sock8/server/keys"
import { createRunScript } from "../sock8/server/redis"
import { type Inbox, type Marks, MOST_NOTIFICATIONS } from "./inbox"

const run = createRunScript(redis)
const toolkit = createKeys(PREFIX)

/**
 * Marks and counts. Only what is in this person's log can be marked, and nothing that is not there yet. The
 * version grows with every change, also where the record was lost: it begins at the clock.
 *
 * KEYS: log, inbox, ids that are read. ARGV: seconds to keep, how many a log holds, up to which to mark ("" for
 * none), then ids to mark. Answers version, unread, newest, up to which all are read, then what is read after it.
 */
const COUNT = `
local log, inbox, read = KEYS[1], KEYS[2], KEYS[3]
local function newestOf(from, to)
  local entry = redis.call('XREVRANGE', log, from, to, 'COUNT', 1)[1]
  return entry and entry[1]
end
local known = redis.call('HMGET', inbox, 'version', 'newest', 'upTo')
local version, upTo = tonumber(known[1] or '0'), known[3] or '0-0'
local newest = newestOf('+', '-') or known[2] or '0-0'
local changed = newest ~= (known[2] or '0-0')
local marked = ARGV[3] ~= '' and newestOf(ARGV[3], '(' .. upTo)
if marked then
  upTo = marked
  changed = true
end
local there, count = {}, 0
for _, entry in ipairs(redis.call('XREVRANGE', log, '+', '(' .. upTo, 'COUNT', ARGV[2])) do
  there[entry[1]] = true
  count = count + 1
end
for i = 4, #ARGV do
  if there[ARGV[i]] and redis.call('SADD', read, ARGV[i]) == 1 then changed = true end
end
local kept = {}
for _, id in ipairs(redis.call('SMEMBERS', read)) do
  if there[id] then kept[#kept + 1] = id else redis.call('SREM', read, id) end
end
if changed then
  if #kept == count then
    upTo, count, kept = newest, 0, {}
    redis.call('DEL', read)
  end
  local time = redis.call('TIME')
  version = math.max(version + 1, time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('HSET', inbox, 'version', string.format('%.0f', version), 'newest', newest, 'upTo', upTo)
end
redis.call('EXPIRE', inbox, ARGV[1])
redis.call('EXPIRE', read, ARGV[1])
local answer = {string.format('%.0f', version), count - #kept, newest, upTo}
for _, id in ipairs(kept) do answer[#answer + 1] = id end
return answer
`

/**
 * What of a person's notifications is unread: one Redis command.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export function readInbox(personId: string): Promise<Inbox> {
  return count(personId, "", [])
}

/**
 * Marks as read what is in this person's log, and answers what is unread then: one Redis command. Marking
 * again changes nothing, and neither do ids that are not in the log.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export function markInbox(personId: string, marks: Marks): Promise<Inbox> {
  return "ids" in marks ? count(personId, "", marks.ids) : count(personId, marks.upTo, [])
}

async function count(personId: string, upTo: string, ids: readonly string[]): Promise<Inbox> {
  const log = toolkit.log(channels.notification.for({ userId: personId }).name)
  const answer = await run(
    COUNT,
    [log, keys.inbox(personId), keys.inboxRead(personId)],
    [String(PERSON_TTL_SECONDS), String(MOST_NOTIFICATIONS), upTo, ...ids],
  )
  const [version, unread, newest, readUpTo, ...read] = Array.isArray(answer) ? answer : []
  return inboxShape.parse({
    ...{ version: Number(version), unread: Number(unread), newest, upTo: readUpTo, read },
  })
}
