import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createMinuteTicks, createTicks } from "./ticks"

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

test("minutes tick when the clock shows them, so that a day ends at midnight and not up to a minute later", () => {
  vi.setSystemTime(new Date("2026-03-28T23:59:20.500"))
  const ticks: string[] = []
  const undo = createMinuteTicks(() => () => undefined)(() =>
    ticks.push(new Date().toTimeString().slice(0, 8)),
  )
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(39_499)
  expect(ticks).toEqual([])
  vi.advanceTimersByTime(1)
  expect(ticks).toEqual(["00:00:00"])
  vi.advanceTimersByTime(60_000)
  expect(ticks).toEqual(["00:00:00", "00:01:00"])
  undo()
  expect(vi.getTimerCount()).toBe(0)
})

test("minutes tick at once when a page is looked at that slept, and are kept by no timer when nothing shows them", () => {
  let wake = () => {}
  const forget = vi.fn()
  const tick = vi.fn()
  const every = createMinuteTicks((onWake) => {
    wake = () => onWake("shown")
    return forget
  })
  const undos = [every(tick), every(tick)]
  wake()
  expect(tick).toHaveBeenCalledTimes(2)
  for (const undo of undos) undo()
  expect(forget).toHaveBeenCalledTimes(1)
})
