import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createTicks } from "./ticks"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test("S-24 five hundred rows that tick have one timer, and none once they are gone", () => {
  const every = createTicks(1_000)
  const tick = vi.fn()
  const undos = Array.from({ length: 500 }, () => every(() => tick()))
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(2_000)
  expect(tick).toHaveBeenCalledTimes(1_000)
  for (const undo of undos) undo()
  expect(vi.getTimerCount()).toBe(0)
  const undo = every(() => tick())
  vi.advanceTimersByTime(1_000)
  expect(tick).toHaveBeenCalledTimes(1_001)
  undo()
})
