import { expect, test } from "vitest"
import { backoffMs } from "./backoff"

test("waits double up to the cap", () => {
  const waits = [0, 1, 2, 6, 100].map((attempt) => backoffMs(attempt, { random: () => 1 }))
  expect(waits).toEqual([500, 1000, 2000, 30_000, 30_000])
})

test("chance spreads the wait over its whole length, but never makes it none", () => {
  expect(backoffMs(3, { random: () => 0.5 })).toBe(2000)
  expect(backoffMs(3, { random: () => 0 })).toBe(100)
})
