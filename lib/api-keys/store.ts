/** Keys in Redis: one record each, found by its id, and a list of ids per organisation. */
import { parsePerson } from "../people/people"
import type { Person } from "../people/person"
import { keys, PREFIX } from "../redis/keys"
import { redis } from "../redis/redis"
import { asFields, parseJson } from "../sock8/core/wire"
import { createKeys } from "../sock8/server/keys"
import { createRunScript } from "../sock8/server/redis"
import { tokenRevocation } from "../sock8/server/revoke"
import { NOW } from "../sock8/server/scripts/now"
import { TAKE_AWAY } from "../sock8/server/scripts/take-away"
import { type KeyRecord, keyRecord } from "./key-record"

/** An expired key is remembered for so long, to be told from one that never was. */
export const REMEMBER_SECONDS = 7 * 24 * 3600
/** How long an organisation's list and a last use are kept. */
export const LIST_SECONDS = 400 * 24 * 3600

/** A key as it was found. */
export interface FoundKey {
  readonly record: KeyRecord
  /** When it was used last, to the minute; absent where it never was. */
  readonly usedAt?: number
}

const run = createRunScript(redis)
const toolkit = createKeys(PREFIX)

/** Saves a new key. Every part of it ends by itself. */
export async function saveKey(record: KeyRecord): Promise<void> {
  const seconds = Math.ceil((record.expiresAt - Date.now()) / 1000) + REMEMBER_SECONDS
  const list = keys.apiKeys(record.orgId)
  await redis()
    .multi()
    .set(keys.apiKey(record.id), JSON.stringify(record), { ex: seconds })
    .zremrangebyscore(list, 0, Date.now())
    .zadd(list, { score: Date.now() + seconds * 1000, member: record.id })
    .expire(list, LIST_SECONDS)
    .exec()
}

/** The record of a key, or `undefined` where there is no such key. */
export async function findKey(id: string): Promise<KeyRecord | undefined> {
  return parseKeyRecord(await redis().get<string>(keys.apiKey(id)))
}

/** KEYS: list of keys, people. ARGV: now. Answers how many keys there are, and the people. */
const READ_ROOM = `
local people = {}
for i = 2, #KEYS do people[i - 1] = redis.call('GET', KEYS[i]) end
return {redis.call('ZCOUNT', KEYS[1], ARGV[1], '+inf'), people}
`

/** How many keys an organisation has, and people by their ids, those who exist: one command for both. */
export async function readRoom(
  orgId: string,
  personIds: readonly string[],
): Promise<{ readonly keys: number; readonly people: Map<string, Person> }> {
  const answer = await run(
    READ_ROOM,
    [keys.apiKeys(orgId), ...personIds.map(keys.person)],
    [String(Date.now())],
  )
  const [count, people] = asList(answer)
  return { keys: Number(count), people: readPeople(personIds, asList(people)) }
}

/** The keys of an organisation, newest first, also those that expired lately. */
export async function listKeys(orgId: string): Promise<FoundKey[]> {
  const ids = await redis().zrange<string[]>(keys.apiKeys(orgId), 0, -1)
  if (ids.length === 0) return []
  const values = await redis().mget<unknown[]>(...ids.map(keys.apiKey), ...ids.map(keys.apiKeyUsed))
  const found = ids.flatMap((_, index) => readFound(values[index], values[ids.length + index]) ?? [])
  return found.sort((a, b) => b.record.madeAt - a.record.madeAt)
}

/** KEYS: as `takeAway` takes them, record, last use, list. ARGV: as `takeAway` takes them, id. */
const REVOKE = `
${NOW}
${TAKE_AWAY}
takeAway(1, 1)
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('ZREM', KEYS[4], ARGV[5])
return 1
`

/**
 * Forgets a key and ends its streams, in one command: from now on it is like one that never was.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export async function deleteKey({ id, orgId }: KeyRecord): Promise<void> {
  const revocation = tokenRevocation(toolkit, id)
  await run(
    REVOKE,
    [...revocation.keys, keys.apiKey(id), keys.apiKeyUsed(id), keys.apiKeys(orgId)],
    [...revocation.args, id],
  )
}

/** The key in a stored record. A record that is not one counts as absent. */
export function parseKeyRecord(record: unknown): KeyRecord | undefined {
  return keyRecord.safeParse(asFields(typeof record === "string" ? parseJson(record) : undefined)).data
}

function readFound(stored: unknown, used: unknown): FoundKey | undefined {
  const record = parseKeyRecord(stored)
  return record && (typeof used === "string" ? { record, usedAt: Number(used) } : { record })
}

/** People by their ids out of their records, those who exist. */
export function readPeople(ids: readonly string[], records: readonly unknown[]): Map<string, Person> {
  const people = ids.flatMap((id, index) => {
    const record = records[index]
    return parsePerson(id, typeof record === "string" ? record : undefined) ?? []
  })
  return new Map(people.map((person) => [person.id, person]))
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
