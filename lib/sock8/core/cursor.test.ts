import { expect, test } from "vitest"
import { formatCursor, isTold, parseCursor, positionBefore, timeOf } from "./cursor"

test("a cursor is written and read back", () => {
  const position = { id: "1763692800000-3", epoch: "k3f9", n: 42 }
  expect(parseCursor(formatCursor(position))).toEqual(position)
})

test("a bare Redis id is a cursor that cannot see holes", () => {
  expect(parseCursor("1763692800000-0")).toEqual({ id: "1763692800000-0" })
})

test("a malformed cursor is none", () => {
  const bad = [
    "",
    "1",
    "1-",
    "-1-0",
    "1-0.",
    "1-0.k",
    "1-0.k.",
    "1-0.k.1.2",
    "1-0.K.1",
    " 1-0",
    "1-0\n",
    "$",
    "+",
    "(1-0",
  ]
  for (const text of [...bad, "9".repeat(70), 7, null, undefined, {}])
    expect(parseCursor(text), String(text)).toBeUndefined()
})

test("the position before a message is lower by one, also at the beginning of a millisecond", () => {
  expect(positionBefore({ id: "5-3", epoch: "k", n: 9 })).toEqual({ id: "5-2", epoch: "k", n: 8 })
  const before = positionBefore({ id: "5-0", epoch: "k", n: 9 })
  expect(before).toMatchObject({ epoch: "k", n: 8 })
  expect(timeOf(before.id)).toBe(4)
  expect(parseCursor(formatCursor(before))).toEqual(before)
})

test("a message of another epoch counts as new, whatever its number", () => {
  expect(isTold({ id: "1-0", epoch: "a", n: 1 }, { id: "9-0", epoch: "a", n: 1 })).toBe(true)
  expect(isTold({ id: "1-0", epoch: "b", n: 1 }, { id: "9-0", epoch: "a", n: 5 })).toBe(false)
})
