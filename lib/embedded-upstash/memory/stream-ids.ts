import type { Bytes } from "../bytes"
import { RedisError } from "../reply"
import { lastPossibleId, makeId, millisecondsOf, type StreamId } from "./stream"

const maxPart = 2n ** 64n - 1n

/** `123-4`, or `123` with a sequence to fill in. */
export function parseId(word: Bytes, missingSequence = 0n): StreamId {
  const parts = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(word)
  if (!parts?.[1]) throw invalidId()
  const milliseconds = BigInt(parts[1])
  const sequence = parts[2] === undefined ? missingSequence : BigInt(parts[2])
  if (milliseconds > maxPart || sequence > maxPart) throw invalidId()
  return makeId(milliseconds, sequence)
}

/** The lower end of a range: `-`, an id, or `(` and an id that is left out. */
export function parseRangeStart(word: Bytes): StreamId {
  if (!word.startsWith("(")) return parseRangeEnd(word, 0n)
  const id = parseId(word.slice(1), 0n)
  if (id === lastPossibleId) throw new RedisError("ERR invalid start ID for the interval")
  return id + 1n
}

/** The upper end of a range: `+`, an id, or `(` and an id that is left out. */
export function parseRangeStop(word: Bytes): StreamId {
  if (!word.startsWith("(")) return parseRangeEnd(word, maxPart)
  const id = parseId(word.slice(1), maxPart)
  if (id === 0n) throw new RedisError("ERR invalid end ID for the interval")
  return id - 1n
}

function parseRangeEnd(word: Bytes, missingSequence: bigint): StreamId {
  if (word === "-") return 0n
  if (word === "+") return lastPossibleId
  return parseId(word, missingSequence)
}

/** The id of a new entry: `*`, `123-*`, `123-4` or `123`, always above the last one of the stream. */
export function nextId(word: Bytes, lastId: StreamId, now: number): StreamId {
  if (lastId === lastPossibleId) {
    throw new RedisError("ERR The stream has exhausted the last possible ID, unable to add more items")
  }
  const id = chooseId(word, lastId, now)
  if (id > lastId) return id
  throw new RedisError("ERR The ID specified in XADD is equal or smaller than the target stream top item")
}

function chooseId(word: Bytes, lastId: StreamId, now: number): StreamId {
  if (word === "*") {
    const id = makeId(BigInt(Math.floor(now)), 0n)
    // A clock that stands still or goes back must not give an old id.
    return id > lastId ? id : lastId + 1n
  }
  if (word.endsWith("-*")) {
    const milliseconds = millisecondsOf(parseId(word.slice(0, -2)))
    if (milliseconds === millisecondsOf(lastId)) return lastId + 1n
    return makeId(milliseconds, 0n)
  }
  const id = parseId(word)
  if (id === 0n) throw new RedisError("ERR The ID specified in XADD must be greater than 0-0")
  return id
}

function invalidId(): RedisError {
  return new RedisError("ERR Invalid stream ID specified as stream command argument")
}
