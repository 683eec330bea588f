import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { watchSilence } from "./silence"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watch() {
  let asleepMs = 0
  const sleep = (ms: number) => {
    asleepMs += ms
  }
  const onSilent = vi.fn()
  const silence = watchSilence({ silenceMs: 40_000, now: () => Date.now() + asleepMs, onSilent })
  return { ...silence, onSilent, sleep }
}

test("signs of life keep a stream, and their absence ends it", () => {
  const { heard, onSilent } = watch()
  for (let beat = 0; beat < 10; beat++) {
    vi.advanceTimersByTime(15_000)
    heard()
  }
  expect(onSilent).not.toHaveBeenCalled()
  vi.advanceTimersByTime(39_000)
  expect(onSilent).not.toHaveBeenCalled()
  vi.advanceTimersByTime(6_000)
  expect(onSilent).toHaveBeenCalled()
})

test("fault 27: after a sleep in which timers stood still, silence is noticed within five seconds", () => {
  const { onSilent, sleep } = watch()
  vi.advanceTimersByTime(10_000)
  sleep(3_600_000)
  vi.advanceTimersByTime(5_000)
  expect(onSilent).toHaveBeenCalled()
})

test("after a clock was set back, silence is noticed as before", () => {
  const { onSilent, sleep } = watch()
  sleep(-3_600_000)
  vi.advanceTimersByTime(40_000)
  expect(onSilent).not.toHaveBeenCalled()
  vi.advanceTimersByTime(10_000)
  expect(onSilent).toHaveBeenCalled()
})

test("a clock that is set back or stopped early ends nothing", () => {
  const { onSilent, sleep, heard, stop } = watch()
  sleep(-3_600_000)
  vi.advanceTimersByTime(30_000)
  heard()
  vi.advanceTimersByTime(30_000)
  expect(onSilent).not.toHaveBeenCalled()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(onSilent).not.toHaveBeenCalled()
})
