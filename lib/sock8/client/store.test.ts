import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Pacer } from "./pacer"
import { PacedStore } from "./store"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A store of numbers, and what its listener read at each callback. */
function watched(pacer?: Pacer) {
  const store = new PacedStore(0, pacer)
  const read: number[] = []
  store.subscribe(() => read.push(store.getSnapshot()))
  return { store, read }
}

/** Lets the work at hand end, and so much time pass after it. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

test("S-24 changes after a quiet moment call back once, and those that follow share one callback", async () => {
  const { store, read } = watched()
  for (const value of [1, 2]) store.setSoon(value)
  expect(store.getSnapshot(), "the value does not wait").toBe(2)
  await pass()
  expect(read).toEqual([2])
  for (const value of [3, 4]) store.setSoon(value)
  await pass(49)
  expect(read).toEqual([2])
  await pass(1)
  expect(read).toEqual([2, 4])
  store.setSoon(5)
  await pass()
  expect(read, "the second callback begins a pause, too").toEqual([2, 4])
  await pass(50)
  expect(read).toEqual([2, 4, 5])
})

test("S-24 where nothing follows, nothing is called, and the next change is at once", async () => {
  const { store, read } = watched()
  store.setSoon(1)
  await pass(1_000)
  expect(read).toEqual([1])
  expect(vi.getTimerCount()).toBe(0)
  store.setSoon(2)
  await pass()
  expect(read).toEqual([1, 2])
})

test("S-24 what cannot wait calls back at once, also for what waited", async () => {
  const { store, read } = watched()
  store.setSoon(1)
  await pass()
  store.setSoon(2)
  store.set(3)
  expect(read).toEqual([1, 3])
  await pass(1_000)
  expect(read).toEqual([1, 3])
})

test("S-24 a pacer may pause for longer", async () => {
  const { store, read } = watched(new Pacer(150))
  // Twenty changes a second, for a second.
  for (let change = 1; change <= 20; change++) {
    store.setSoon(change)
    await pass(50)
  }
  expect(read).toHaveLength(7)
})

test("S-24 stores that share a pacer never show one change at different times", async () => {
  const pacer = new Pacer(150)
  const [chat, badge] = [watched(pacer), watched(pacer)]
  // The chat was shown by itself a moment ago, as it is when its history was read.
  chat.store.set(-1)
  await pass(70)
  for (let change = 1; change <= 20; change++) {
    chat.store.setSoon(change)
    badge.store.setSoon(change)
    await pass(40)
    expect(badge.read, `after change ${change}`).toEqual(chat.read.slice(1))
  }
})

test("S-24 what a listener changes is called back, too", async () => {
  const { store, read } = watched()
  store.subscribe(() => store.getSnapshot() < 3 && store.setSoon(store.getSnapshot() + 1))
  store.setSoon(1)
  await pass(200)
  expect(read.at(-1)).toBe(3)
})
