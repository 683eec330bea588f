import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { PacedStore } from "./store"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A store of numbers, and what its listener read at each callback. */
function watched() {
  const store = new PacedStore(0)
  const read: number[] = []
  store.subscribe(() => read.push(store.getSnapshot()))
  return { store, read }
}

test("S-24 a change after a quiet moment calls back at once, and those that follow it share one callback", () => {
  const { store, read } = watched()
  for (const value of [1, 2, 3]) store.setSoon(value)
  expect(store.getSnapshot(), "the value does not wait").toBe(3)
  expect(read).toEqual([1])
  vi.advanceTimersByTime(50)
  expect(read).toEqual([1, 3])
  store.setSoon(4)
  expect(read, "the second callback begins a pause, too").toEqual([1, 3])
  vi.advanceTimersByTime(50)
  expect(read).toEqual([1, 3, 4])
})

test("S-24 where nothing follows, nothing is called, and the next change is at once", () => {
  const { store, read } = watched()
  store.setSoon(1)
  vi.advanceTimersByTime(1_000)
  expect(read).toEqual([1])
  expect(vi.getTimerCount()).toBe(0)
  store.setSoon(2)
  expect(read).toEqual([1, 2])
})

test("S-24 what cannot wait calls back at once, also for what waited", () => {
  const { store, read } = watched()
  for (const value of [1, 2]) store.setSoon(value)
  store.set(3)
  expect(read).toEqual([1, 3])
  vi.advanceTimersByTime(1_000)
  expect(read).toEqual([1, 3])
})

test("S-24 a store may pause for longer", () => {
  const store = new PacedStore(0, 150)
  let calls = 0
  store.subscribe(() => calls++)
  // Twenty changes a second, for a second.
  for (let change = 1; change <= 20; change++) {
    store.setSoon(change)
    vi.advanceTimersByTime(50)
  }
  expect(calls).toBe(7)
})

test("S-24 what a listener changes is called back, too", () => {
  const { store, read } = watched()
  store.subscribe(() => store.getSnapshot() < 3 && store.setSoon(store.getSnapshot() + 1))
  store.setSoon(1)
  vi.advanceTimersByTime(200)
  expect(read.at(-1)).toBe(3)
})
