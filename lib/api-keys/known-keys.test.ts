import { afterEach, expect, test, vi } from "vitest"
import { newKeyText } from "./key-text"
import { createKnownKeys } from "./known-keys"

afterEach(() => vi.restoreAllMocks())

test("S-8 a key that was refused is refused again for a minute, with the same code, and no other key is", () => {
  const known = createKnownKeys()
  const [key, other] = [newKeyText(), newKeyText()]
  known.noteBad(key, "TOKEN_EXPIRED")
  expect(known.refusalOf(key)).toBe("TOKEN_EXPIRED")
  for (const similar of [other, { ...key, id: other.id }, { ...key, secret: other.secret }])
    expect(known.refusalOf(similar)).toBeUndefined()
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_001)
  expect(known.refusalOf(key)).toBeUndefined()
})

test("a key is good until it is refused", () => {
  const known = createKnownKeys()
  const key = newKeyText()
  expect(known.isGood(key)).toBe(false)
  known.noteGood(key)
  expect(known.isGood(key)).toBe(true)
  known.noteBad(key, "INVALID_TOKEN")
  expect(known.isGood(key)).toBe(false)
})

test("S-8 a flood of bad keys forgets the oldest of them, and none of the good", () => {
  const known = createKnownKeys()
  const [good, first] = [newKeyText(), newKeyText()]
  known.noteGood(good)
  known.noteBad(first, "INVALID_TOKEN")
  const flood = Array.from({ length: 10_000 }, (_, n) => ({ id: String(n), secret: "x" }))
  for (const key of flood) known.noteBad(key, "INVALID_TOKEN")
  expect(known.refusalOf(first)).toBeUndefined()
  expect(flood.every((key) => known.refusalOf(key) === "INVALID_TOKEN")).toBe(true)
  expect(known.isGood(good)).toBe(true)
})
