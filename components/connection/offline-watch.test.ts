import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { type Findings, OfflineWatch } from "./offline-watch"

let answers: boolean
let found: (Findings | undefined)[]
let watch: OfflineWatch
const ask = vi.fn(async () => answers)
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000)

beforeEach(() => {
  vi.useFakeTimers()
  found = []
  answers = false
  ask.mockClear()
  watch = new OfflineWatch({ ask, onFound: (findings) => found.push(findings) })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Next takes a server that answers its question, and not its request, for online and offline in turn. */
async function failWithoutPause(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    watch.note(true)
    await vi.advanceTimersByTimeAsync(40)
    watch.note(false)
    await vi.advanceTimersByTimeAsync(35)
  }
}

test("a server that does not answer is a lost connection, however long and however often Next fails", async () => {
  watch.note(true)
  await seconds(60)
  await failWithoutPause(40)
  await seconds(3)
  expect(new Set(found)).toEqual(new Set(["lost"]))
})

test("a connection that comes back is noticed by Next within its three seconds, and nothing else is found", async () => {
  watch.note(true)
  await seconds(5)
  answers = true
  await seconds(3.5)
  watch.note(false)
  await seconds(10)
  expect(new Set(found)).toEqual(new Set(["lost", undefined]))
  expect(found.at(-1)).toBeUndefined()
})

test("a server that answers for longer than Next pauses is one whose page is stuck", async () => {
  answers = true
  watch.note(true)
  await seconds(4.5)
  expect(found).toEqual(["lost"])
  await seconds(1)
  expect(found).toEqual(["lost", "stuck"])
})

test("failures without a pause are a storm within three seconds, if the server answers", async () => {
  answers = true
  await failWithoutPause(40)
  expect(found).toContain("storm")
})

test("failures of before the first answer do not count: the connection may have come back after them", async () => {
  watch.note(true)
  await seconds(0.5)
  watch.note(false)
  await failWithoutPause(5)
  answers = true
  watch.note(true)
  watch.note(false)
  await seconds(20)
  expect(found).not.toContain("storm")
})

test("it asks nothing while Next is online, and begins again when Next fails again", async () => {
  watch.note(false)
  await seconds(5)
  expect(ask).not.toHaveBeenCalled()
  answers = true
  watch.note(true)
  await seconds(1.5)
  watch.note(false)
  await seconds(5)
  const asked = ask.mock.calls.length
  expect(asked).toBeLessThanOrEqual(3)
  await seconds(30)
  expect(ask).toHaveBeenCalledTimes(asked)
  watch.note(true)
  await seconds(1.5)
  expect(ask.mock.calls.length).toBe(asked + 1)
})

test("a network that swallows requests is lost until the server answers, though Next counts as online while it waits", async () => {
  watch.note(true)
  await seconds(0.2)
  watch.note(false)
  await seconds(60)
  expect(new Set(found)).toEqual(new Set(["lost"]))
  answers = true
  await seconds(2)
  expect(found.at(-1)).toBeUndefined()
})
