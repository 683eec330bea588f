import { afterEach, expect, test, vi } from "vitest"
import { Alarms } from "./alarms"

afterEach(() => {
  vi.useRealTimers()
})

test("a delay that no timer can hold is kept, not taken for none", () => {
  vi.useFakeTimers()
  const ring = vi.fn()
  const days = 40 * 24 * 3600 * 1000
  const alarms = new Alarms()
  alarms.set("refresh", days, ring)
  alarms.set("never", Number.POSITIVE_INFINITY, ring)
  vi.advanceTimersByTime(days - 1)
  expect(ring).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(ring).toHaveBeenCalledOnce()
  alarms.clearAll()
  expect(vi.getTimerCount()).toBe(0)
})

test("setting an alarm again replaces it", () => {
  vi.useFakeTimers()
  const first = vi.fn()
  const second = vi.fn()
  const alarms = new Alarms()
  alarms.set("retry", 10, first)
  alarms.set("retry", 20, second)
  vi.advanceTimersByTime(100)
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledOnce()
})
