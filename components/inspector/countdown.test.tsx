import { expect, test } from "vitest"
import { countdown } from "./countdown"

test.each([
  [899_001, "15 min 00 s"],
  [61_000, "1 min 01 s"],
  [59_001, "1 min 00 s"],
  [1, "1 s"],
  [0, "0 s"],
  [-5_000, "0 s"],
  [Number.POSITIVE_INFINITY, "no end that it tells"],
])("%d ms are counted down as %s", (left, text) => {
  expect(countdown(left)).toBe(text)
})
