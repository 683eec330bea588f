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

/** A new key, and on what condition it is saved. */
export interface NewKey {
  readonly record: KeyRecord
  /** Most keys of the organisation, with this one. */
  readonly max: number
  /** The record of the maker from which it was decided that they may make it. */
  readonly maker: string
}

/**
 * Checks and saves in one step, so that keys which are made at the same moment do not pass the limit together.
 *
 * KEYS: list of keys, record, maker. ARGV: milliseconds since 1970, most keys, the maker's record as it was read, id,
 * record, its seconds, when it is forgotten, seconds to keep the list. Answers "saved", "full" or "changed".
 */
const SAVE = `
-- The client sends a command again where the answer to it was lost.
if redis.call('GET', KEYS[2]) == ARGV[5] then return 'saved' end
if (redis.call('GET', KEYS[3]) or '') ~= ARGV[3] then return 'changed' end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 'full' end
redis.call('SET', KEYS[2], ARGV[5], 'EX', ARGV[6])
redis.call('ZADD', KEYS[1], ARGV[7], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[8])
return 'saved'
`

/**
 * Saves a new key, unless the organisation has too many by now or its maker was changed meanwhile. Every part of it
 * ends by itself.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export async function saveKey({ record, max, maker }: NewKey): Promise<"saved" | "full" | "changed"> {
  const { id, orgId, madeBy, expiresAt } = record
  const now = Date.now()
  const seconds = Math.ceil((expiresAt - now) / 1000) + REMEMBER_SECONDS
  const answer = await run(
    SAVE,
    [keys.apiKeys(orgId), keys.apiKey(id), keys.person(madeBy)],
    [
      ...[String(now), String(max), maker, id, JSON.stringify(record)],
      ...[String(seconds), String(now + seconds * 1000), String(LIST_SECONDS)],
    ],
  )
  return answer === "saved" || answer === "full" ? answer : "changed"
}

/** The record of a key, or `undefined` where there is no such key. */
export async function findKey(id: string): Promise<KeyRecord | undefined> {
  return parseKeyRecord(await redis().get<string>(keys.apiKey(id)))
}

/** KEYS: list of keys, maker, people. ARGV: now. Answers how many keys there are, and the records, the maker's first. */
const READ_ROOM = `
local records = {}
for i = 2, #KEYS do records[i - 1] = redis.call('GET', KEYS[i]) or '' end
return {redis.call('ZCOUNT', KEYS[1], ARGV[1], '+inf'), records}
`

/** From what it is decided whether a key can be made. */
export interface Room {
  /** Keys of the organisation. */
  readonly keys: number
  /** The maker's record as it stands there; "" for none. */
  readonly maker: string
  /** The maker and the people who were asked for, those who exist. */
  readonly people: Map<string, Person>
}

/** How many keys the maker's organisation has, the maker, and people by their ids: one command for all. */
export async function readRoom(
  maker: { readonly id: string; readonly orgId: string },
  personIds: readonly string[],
): Promise<Room> {
  const ids = [maker.id, ...personIds]
  const answer = await run(
    READ_ROOM,
    [keys.apiKeys(maker.orgId), ...ids.map(keys.person)],
    [String(Date.now())],
  )
  const [count, answered] = asList(answer)
  const records = asList(answered)
  const [text] = records
  return {
    ...{ keys: Number(count), maker: typeof text === "string" ? text : "" },
    people: readPeople(ids, records),
  }
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
