/** Keeps in Redis how far each person has read which chat, for all their devices. */
import type { z } from "zod"
import { readMarker } from "../channels"
import { keys, PERSON_TTL_SECONDS } from "../redis/keys"
import { redis } from "../redis/redis"
import { createRunScript } from "../sock8/server/redis"

/** How far a channel was read. */
export type ReadMarker = Readonly<z.infer<typeof readMarker>>

const run = createRunScript(redis)

/**
 * Moves a marker forward, never back: two tabs report in any order. Message ids are two numbers with a dash.
 *
 * KEYS: the person's markers. ARGV: channel, id, number, seconds to keep. Answers 1 where it moved.
 */
const MOVE = `
local function parts(marker)
  local ms, seq = string.match(marker, '^(%d+)-(%d+)')
  return tonumber(ms), tonumber(seq)
end
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then
  local ms, seq = parts(before)
  local newMs, newSeq = parts(ARGV[2])
  if newMs < ms or (newMs == ms and newSeq <= seq) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
`

/** Moves somebody's marker forward. Answers whether it moved: one that stands there or further on stays. */
export async function moveReadMarker(personId: string, { channel, id, n }: ReadMarker): Promise<boolean> {
  const args = [channel, id, String(n), String(PERSON_TTL_SECONDS)]
  return Number(await run(MOVE, [keys.readMarkers(personId)], args)) === 1
}

/** All markers of a person, in no order. */
export async function readMarkersOf(personId: string): Promise<ReadMarker[]> {
  const answer = await run(READ_ALL, [keys.readMarkers(personId)], [])
  const pairs: readonly unknown[] = Array.isArray(answer) ? answer : []
  return pairs.flatMap((channel, index) => (index % 2 === 0 ? parseMarker(channel, pairs[index + 1]) : []))
}

/** As a script: the client's own `hgetall` takes an answer that it is not to deserialise for something else. */
const READ_ALL = `return redis.call('HGETALL', KEYS[1])`

function parseMarker(channel: unknown, text: unknown): ReadMarker[] {
  const [id, n] = String(text).split(" ")
  const marker = readMarker.safeParse({ channel, id, n: Number(n) })
  return marker.success ? [marker.data] : []
}
