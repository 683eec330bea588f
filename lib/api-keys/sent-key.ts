/** Reads a key that was sent, with all that decides what it may do, and notes its use: one Redis command. */
import type { Person } from "../people/person"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { createRunScript } from "../sock8/server/redis"
import { NOW } from "../sock8/server/scripts/now"
import type { KeyRecord } from "./key-record"
import { hashSecret, type KeyText } from "./key-text"
import { LIST_SECONDS, parseKeyRecord, readPeople } from "./store"

/** Last use is noted at most so often. */
const NOTE_EVERY_MS = 60_000

/** A key as somebody sent it: whether they know its secret, and whether it is still good, is for the caller to say. */
export interface SentKey {
  readonly record: KeyRecord
  /** Milliseconds since 1970, by the clock of Redis: an instance's own may be wrong. */
  readonly now: number
  /** Whoever made it and the people of its channels, by id, as far as they exist. */
  readonly people: ReadonlyMap<string, Person>
}

/**
 * Whose records to read stands in the key's own, so their keys are made here. Use is noted for the right secret only
 * and while the key is good.
 *
 * KEYS: record, last use. ARGV: hash of the secret, what keys of people begin with, milliseconds between two notes,
 * seconds to keep one. Answers `{record, now, people}`, the maker first, or `{}`.
 */
const READ_SENT = `
${NOW}
local text = redis.call('GET', KEYS[1])
local isJson, key = pcall(cjson.decode, text or '')
if not isJson or type(key) ~= 'table' or type(key.madeBy) ~= 'string' then return {} end
local at = now()
local isGood = key.secretHash == ARGV[1] and (tonumber(key.expiresAt) or 0) > at
if isGood and at - tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[3]) then
  redis.call('SET', KEYS[2], string.format('%.0f', at), 'EX', ARGV[4])
end
local people = {redis.call('GET', ARGV[2] .. key.madeBy)}
for i, id in ipairs(key.people or {}) do people[i + 1] = redis.call('GET', ARGV[2] .. id) end
return {text, string.format('%.0f', at), people}
`

const run = createRunScript(redis)

/** The key of an id, and its people. `undefined` where there is no such key. */
export async function readSentKey({ id, secret }: KeyText): Promise<SentKey | undefined> {
  const answer = await run(
    READ_SENT,
    [keys.apiKey(id), keys.apiKeyUsed(id)],
    [hashSecret(secret), keys.person(""), String(NOTE_EVERY_MS), String(LIST_SECONDS)],
  )
  const [text, now, records]: unknown[] = Array.isArray(answer) ? answer : []
  const record = parseKeyRecord(text)
  const found: unknown[] = Array.isArray(records) ? records : []
  return record && { record, now: Number(now), people: readPeople([record.madeBy, ...record.people], found) }
}
