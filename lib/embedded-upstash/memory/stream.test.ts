import { expect, test } from "vitest"
import { formatId, makeId, Stream } from "./stream"
import { nextId } from "./stream-ids"

function streamOf(length: number): Stream {
  const stream = new Stream()
  for (let entry = 1; entry <= length; entry += 1)
    stream.append(makeId(BigInt(entry), 0n), ["n", String(entry)])
  return stream
}

test("an exact limit is kept exactly", () => {
  const stream = streamOf(250)
  expect(stream.trim({ by: "length", keep: 100, approximate: false })).toBe(150)
  expect(stream.first?.fields).toEqual(["n", "151"])
})

test("an approximate limit drops whole blocks and never too much", () => {
  const stream = streamOf(250)
  expect(stream.trim({ by: "length", keep: 100, approximate: true })).toBe(100)
  expect(stream.trim({ by: "length", keep: 100, approximate: true })).toBe(0)
  expect(stream.length).toBe(150)
})

test("trimming leaves the highest deleted id alone, deleting raises it", () => {
  const stream = streamOf(10)
  stream.trim({ by: "id", from: makeId(5n, 0n), approximate: false })
  expect(stream.maxDeletedId).toBe(0n)
  stream.delete(makeId(7n, 0n))
  expect(formatId(stream.maxDeletedId)).toBe("7-0")
  expect(stream.lastId).toBe(makeId(10n, 0n))
})

test("ids grow although the clock goes back", () => {
  const first = nextId("*", 0n, 1000)
  const second = nextId("*", first, 900)
  expect([first, second].map(formatId)).toEqual(["1000-0", "1000-1"])
})
