/** Reads a key that was sent, with all that decides what it may do, and notes its use: one Redis command. */
import type { Person } from "../people/person"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import type { CountArgs, Counted, Counting } from "../sock8/server/counting"
import type { Rate } from "../sock8/server/limits"
import { createRunScript, unlessRefused } from "../sock8/server/redis"
import type { KeySender } from "../sock8/server/require-key"
import { NOW } from "../sock8/server/scripts/now"
import { RATE } from "../sock8/server/scripts/rate"
import { findInBatches } from "./find-in-batches"
import type { KeyRecord } from "./key-record"
import { hashSecret, isSecretOf, type KeyText } from "./key-text"
import { createKnownKeys } from "./known-keys"
import { LIST_SECONDS, parseKeyRecord, readPeople } from "./store"

/** How often keys that are not good may come from one address, before they are looked up in batches. */
export const FAILURES: Rate = { max: 60, perSeconds: 60 }

/** Last use is noted at most so often. */
const NOTE_EVERY_MS = 60_000

/** A good key that was sent: its secret is right and it has not expired. What it may do now depends on the people. */
export interface SentKey {
  readonly record: KeyRecord
  /** Milliseconds since 1970, by the clock of Redis: an instance's own may be wrong. */
  readonly now: number
  /** Whoever made it and the people of its channels, by id, as far as they exist. */
  readonly people: ReadonlyMap<string, Person>
}

/**
 * Whose records to read stands in the key's own, so their keys are made here. Use is noted for the right secret only
 * and while the key is good; whatever else comes is counted. A good key passes whatever the count.
 *
 * KEYS: record, last use, count. ARGV: hash of the secret, what keys of people begin with, milliseconds between two
 * notes, seconds to keep one, most failures, milliseconds of their window. Answers `{"ok", record, now, people}`, the
 * maker first, `{"ok"}` where there is no such key, or `{"refused", code, milliseconds}`.
 */
const READ_SENT = `
${NOW}
${RATE}
local text = redis.call('GET', KEYS[1])
local isJson, key = pcall(cjson.decode, text or '')
local isKey = isJson and type(key) == 'table' and type(key.madeBy) == 'string'
local at = now()
local isGood = isKey and key.secretHash == ARGV[1] and (tonumber(key.expiresAt) or 0) > at
local wait = not isGood and count(3, 5)
if wait then return {'refused', 'RATE_LIMITED', wait} end
if not isKey then return {'ok'} end
if isGood and at - tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[3]) then
  redis.call('SET', KEYS[2], string.format('%.0f', at), 'EX', ARGV[4])
end
local people = {redis.call('GET', ARGV[2] .. key.madeBy)}
for i, id in ipairs(key.people or {}) do people[i + 1] = redis.call('GET', ARGV[2] .. id) end
return {'ok', text, string.format('%.0f', at), people}
`

/** Reads records of keys. KEYS: records. As a script, so that a replica which is behind is never asked. */
const READ_RECORDS = `
local records = {}
for i, key in ipairs(KEYS) do records[i] = redis.call('GET', key) end
return records
`

const run = createRunScript(redis)
const known = createKnownKeys()

const findRecord = findInBatches(async (ids) => {
  const records = await run(READ_RECORDS, ids.map(keys.apiKey), [])
  return Array.isArray(records) ? records : []
})

/**
 * Reads a good key and its people: one Redis command, and none for a text that this process refused within the last
 * minute.
 *
 * A key that is not good counts against its address. Over the limit, keys of that address are looked up in batches,
 * which makes them slower and their refusals cheap. A good one among them passes: strangers at an address cannot keep
 * it out.
 *
 * @throws Sock8Error `INVALID_TOKEN` for a key that does not exist and for a wrong secret, `TOKEN_EXPIRED`,
 * `RATE_LIMITED` with the seconds to wait for a bad key of an address with too many of them, `UNAVAILABLE`
 */
export async function readSentKey(key: KeyText, { address, counting }: KeySender): Promise<SentKey> {
  const refusal = known.refusalOf(key)
  if (refusal) throw new Sock8Error(refusal)
  const isCounted = address !== undefined && !known.isGood(key)
  const failure = isCounted ? { key: `key:address:${address}`, rate: FAILURES } : undefined
  const sent = await readCounted(key, counting, failure)
  const code = codeOf(sent?.record, key, sent?.now)
  if (!sent || code) throw refuseKey(key, code ?? "INVALID_TOKEN")
  known.noteGood(key)
  return sent
}

/** Refuses a key, also for the next minute. */
export function refuseKey(key: KeyText, code: ErrorCode): Sock8Error {
  known.noteBad(key, code)
  return new Sock8Error(code)
}

async function readCounted(
  key: KeyText,
  counting: Counting,
  failure: Counted | undefined,
): Promise<SentKey | undefined> {
  let isAsked = false
  try {
    return await counting(failure, (count) => {
      isAsked = true
      return read(key, count)
    })
  } catch (error) {
    // Redis lets a good key pass. Refused without a question to Redis, the key may yet be a good one.
    if (isAsked || !(error instanceof Sock8Error) || error.code !== "RATE_LIMITED") throw error
    const code = codeOf(parseKeyRecord(await findRecord(key.id)), key)
    if (code) known.noteBad(key, code)
    if (code) throw error
    return counting(undefined, (count) => read(key, count))
  }
}

async function read({ id, secret }: KeyText, count: CountArgs): Promise<SentKey | undefined> {
  const used = [String(NOTE_EVERY_MS), String(LIST_SECONDS)]
  const answer = await run(
    READ_SENT,
    [keys.apiKey(id), keys.apiKeyUsed(id), count.key],
    [hashSecret(secret), keys.person(""), ...used, ...count.args],
  )
  return readAnswer(unlessRefused(answer))
}

/** What is wrong with a key, by its record. */
function codeOf(record: KeyRecord | undefined, { secret }: KeyText, now = Date.now()): ErrorCode | undefined {
  if (!record || !isSecretOf(record.secretHash, secret)) return "INVALID_TOKEN"
  return record.expiresAt <= now ? "TOKEN_EXPIRED" : undefined
}

function readAnswer([text, now, records]: readonly unknown[]): SentKey | undefined {
  const record = parseKeyRecord(text)
  const found: unknown[] = Array.isArray(records) ? records : []
  return record && { record, now: Number(now), people: readPeople([record.madeBy, ...record.people], found) }
}
