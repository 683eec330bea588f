/** Reads a key that was sent, with all that decides what it may do, and notes its use: one Redis command. */
import type { Person } from "../people/person"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import type { Rate } from "../sock8/server/limits"
import { createRunScript, unlessRefused } from "../sock8/server/redis"
import type { KeySender } from "../sock8/server/require-key"
import { NOW } from "../sock8/server/scripts/now"
import { RATE } from "../sock8/server/scripts/rate"
import type { KeyRecord } from "./key-record"
import { hashSecret, isSecretOf, type KeyText } from "./key-text"
import { LIST_SECONDS, parseKeyRecord, readPeople } from "./store"

/** How often keys that are not good may come from one address. Good ones are no failures, and are not counted. */
export const FAILURES: Rate = { max: 60, perSeconds: 60 }

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
 * and while the key is good; whatever else comes is counted, and a good key is not asked whether others failed.
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

const run = createRunScript(redis)

/** Hashes of secrets that were good when they were sent last, in this process. */
const goodLately = new Set<string>()
/** Most of them that are remembered. */
const MOST_GOOD = 1_000

/**
 * The key of an id, and its people. `undefined` where there is no such key.
 *
 * An address that sent too many keys which are not good is refused without asking Redis; not so a key that was good
 * lately, whose holder is not to be kept out by whoever else is behind the same address.
 *
 * @throws Sock8Error `RATE_LIMITED` with the seconds to wait, `UNAVAILABLE`
 */
export async function readSentKey(
  { id, secret }: KeyText,
  { address, counting }: KeySender,
): Promise<SentKey | undefined> {
  const hash = hashSecret(secret)
  const isCounted = address !== undefined && !goodLately.has(hash)
  const failure = isCounted ? { key: `key:address:${address}`, rate: FAILURES } : undefined
  const answer = await counting(failure, async (count) =>
    unlessRefused(
      await run(
        READ_SENT,
        [keys.apiKey(id), keys.apiKeyUsed(id), count.key],
        [hash, keys.person(""), String(NOTE_EVERY_MS), String(LIST_SECONDS), ...count.args],
      ),
    ),
  )
  const sent = readAnswer(answer)
  remember(
    hash,
    sent !== undefined && isSecretOf(sent.record.secretHash, secret) && sent.now < sent.record.expiresAt,
  )
  return sent
}

function readAnswer([text, now, records]: readonly unknown[]): SentKey | undefined {
  const record = parseKeyRecord(text)
  const found: unknown[] = Array.isArray(records) ? records : []
  return record && { record, now: Number(now), people: readPeople([record.madeBy, ...record.people], found) }
}

function remember(hash: string, isGood: boolean): void {
  goodLately.delete(hash)
  if (!isGood) return
  const [oldest] = goodLately
  if (oldest !== undefined && goodLately.size >= MOST_GOOD) goodLately.delete(oldest)
  goodLately.add(hash)
}
