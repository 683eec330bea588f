import { expect, test } from "vitest"
import type { Position } from "../core/cursor"
import type { Entry } from "./entry"
import { createRecent } from "./recent"

const at = (n: number, epoch = "a", id = `${n}-0`): Position => ({ id, epoch, n })
const entry = (n: number, position = at(n), body = "x"): Entry => ({
  ...{ channel: "room", position, body },
  previous: at(n - 1).id,
})
const numbers = (entries: readonly Entry[] | undefined) => entries?.map(({ position }) => position.n)

test("gives what follows a cursor that it knows, and nothing after the last one", () => {
  const recent = createRecent({ entries: 100 })
  recent.begin(at(4))
  for (const n of [5, 6, 7]) recent.keep(entry(n))
  expect(numbers(recent.after(at(4)))).toEqual([5, 6, 7])
  expect(numbers(recent.after(at(6)))).toEqual([7])
  expect(numbers(recent.after(at(7)))).toEqual([])
})

test("does not answer for cursors before it, after it, of another epoch, of a lost message or without a number", () => {
  const recent = createRecent({ entries: 100 })
  expect(recent.after(at(0))).toBeUndefined()
  recent.begin(at(4))
  for (const n of [5, 6]) recent.keep(entry(n))
  for (const cursor of [at(3), at(7), at(5, "b"), at(5, "a", "5-1"), at(4, "a", "3-9"), { id: "5-0" }]) {
    expect(recent.after(cursor)).toBeUndefined()
  }
})

test("keeps so many messages and characters, and knows the cursor right before them", () => {
  const recent = createRecent({ entries: 2, characters: 10 })
  recent.begin(at(0))
  for (const n of [1, 2, 3]) recent.keep(entry(n))
  expect(recent.after(at(0))).toBeUndefined()
  expect(numbers(recent.after(at(1)))).toEqual([2, 3])
  recent.keep(entry(4, at(4), "ten chars!"))
  expect(recent.after(at(2))).toBeUndefined()
  expect(numbers(recent.after(at(3)))).toEqual([4])
  recent.keep(entry(5, at(5), "eleven chars"))
  expect(numbers(recent.after(at(5)))).toEqual([])
})

test("a hole, or another epoch, begins anew", () => {
  const recent = createRecent({ entries: 100 })
  recent.begin(at(1))
  recent.keep(entry(2))
  recent.keep(entry(4))
  expect(recent.after(at(2))).toBeUndefined()
  expect(numbers(recent.after(at(4)))).toEqual([])
  recent.keep(entry(5, at(5, "b")))
  expect(recent.after(at(4))).toBeUndefined()
})
