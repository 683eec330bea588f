import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { fetchInbox, postMarks } from "./requests"

const inbox = { version: 7, unread: 2, newest: "9-0", upTo: "3-0", read: [] }
const tooSoon = () => Response.json({ title: "Rate limited", retryAfter: 30 }, { status: 429 })

let answers: Response[] = []
const asked = vi.fn(async () => answers.shift() ?? Response.json(inbox))
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("fetch", asked.mockClear())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test("S-13 what came too soon is asked again when it may be, and not before", async () => {
  for (const ask of [
    () => fetchInbox(new AbortController().signal),
    () => postMarks({ upTo: "9-0" }, "ben"),
  ]) {
    answers = [tooSoon(), tooSoon()]
    asked.mockClear()
    const outcome = ask()
    await vi.advanceTimersByTimeAsync(29_000)
    expect(asked).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(asked).toHaveBeenCalledTimes(3)
    expect(await outcome).toEqual({ value: inbox })
  }
})

test("an inbox that nobody wants to know any more is not asked for again", async () => {
  answers = [tooSoon()]
  const unwanted = new AbortController()
  const outcome = fetchInbox(unwanted.signal)
  await vi.advanceTimersByTimeAsync(10_000)
  unwanted.abort()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveBeenCalledTimes(1)
  expect(await outcome).toMatchObject({ refusal: { tooSoonBy: 30 } })
})

test("any other refusal is the answer", async () => {
  answers = [Response.json({ title: "Account suspended" }, { status: 403 })]
  const outcome = await fetchInbox(new AbortController().signal)
  expect(outcome).toEqual({ refusal: { sentence: "Account suspended" } })
  expect(asked).toHaveBeenCalledTimes(1)
})
