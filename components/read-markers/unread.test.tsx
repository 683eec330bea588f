import { expect, test } from "vitest"
import { countUnread, isAfter } from "./unread"

const at = (n: number, ms = 1000 + n) => ({ id: `${ms}-0`, n })

test("what was said after the last message read is unread", () => {
  expect(countUnread(at(7), at(4))).toBe(3)
  expect(countUnread(at(7), at(7))).toBe(0)
  expect(countUnread(at(7), undefined)).toBe(7)
  expect(countUnread(undefined, undefined)).toBe(0)
})

test("a marker that is ahead of what this browser heard leaves nothing unread", () => {
  expect(countUnread(at(7), at(9))).toBe(0)
  expect(countUnread(undefined, at(9))).toBe(0)
})

test("where a channel's numbers began anew, they are counted from their beginning", () => {
  expect(countUnread(at(3, 9000), at(400))).toBe(3)
})

test("ids are compared as numbers, so that a marker never goes back", () => {
  const [short, long] = [
    { id: "1000-9", n: 9 },
    { id: "1000-10", n: 10 },
  ]
  expect(isAfter(long, short)).toBe(true)
  expect(isAfter(short, long)).toBe(false)
  expect(isAfter(short, short)).toBe(false)
  expect(isAfter(short, undefined)).toBe(true)
})
