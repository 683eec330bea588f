import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { AttemptRecord } from "../sock8/server/attempt"
import { createSampler, msToBeat, SAMPLE_EVERY_MS } from "./sampler"

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const common = { identity: "ada", connection: "c1", namespace: "admin", address: null, userAgent: null }
const caller = { ...common, auth: "provided" as const, channels: ["admin.logs", "admin.metrics"] }
const opened: AttemptRecord = { ...caller, attempt: "connect", allowed: true, why: "admin", code: null }
const ended: AttemptRecord = { ...caller, attempt: "end", reason: "client left", durationMs: 1 }

function watched(send = vi.fn(async () => undefined)) {
  const calls = { begin: vi.fn(), send, tellOthers: vi.fn(async () => undefined) }
  return { ...calls, sampler: createSampler({ channel: "admin.metrics", ...calls }) }
}

test("nothing is sent or told while nobody looks, whatever else people open", () => {
  const { sampler, send, tellOthers } = watched()
  sampler.attempt({ ...opened, channels: ["admin.logs", "admin.metrics.x"] })
  sampler.attempt({ ...opened, allowed: false, code: "FORBIDDEN_CHANNEL" })
  vi.advanceTimersByTime(60_000)
  expect([send.mock.calls.length, tellOthers.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0, 0])
})

test("somebody who looks is told to the others at once, and gets a sample in each interval until they leave", () => {
  const { sampler, begin, send, tellOthers } = watched()
  sampler.attempt(opened)
  expect([begin.mock.calls.length, tellOthers.mock.calls.length, send.mock.calls.length]).toEqual([1, 1, 0])
  vi.advanceTimersByTime(4 * SAMPLE_EVERY_MS)
  expect([send.mock.calls.length, tellOthers.mock.calls.length]).toEqual([4, 5])
  sampler.attempt(ended)
  vi.advanceTimersByTime(SAMPLE_EVERY_MS)
  expect([send.mock.calls.length, vi.getTimerCount()]).toEqual([4, 0])
})

test("a second window that leaves ends nothing for the first", () => {
  const { sampler, send } = watched()
  sampler.attempt(opened)
  sampler.attempt({ ...opened, connection: "c2" })
  sampler.attempt({ ...ended, connection: "c2" })
  vi.advanceTimersByTime(2 * SAMPLE_EVERY_MS)
  expect(send).toHaveBeenCalledTimes(2)
})

test("other processes send while they are told, tell nobody on, and stop when it falls silent", () => {
  const { sampler, begin, send, tellOthers } = watched()
  sampler.heard()
  vi.advanceTimersByTime(2 * SAMPLE_EVERY_MS)
  sampler.heard()
  vi.advanceTimersByTime(60_000)
  expect(begin, "it is one look").toHaveBeenCalledTimes(1)
  expect([send.mock.calls.length, tellOthers.mock.calls.length]).toEqual([5, 0])
  expect(sampler.isSending()).toBe(false)
  sampler.heard()
  expect(begin, "and a new one counts anew").toHaveBeenCalledTimes(2)
})

test("Redis that does not answer ends nothing", async () => {
  const { sampler, send } = watched(vi.fn(() => Promise.reject(new Error("away"))))
  sampler.attempt(opened)
  await vi.advanceTimersByTimeAsync(3 * SAMPLE_EVERY_MS)
  expect(send).toHaveBeenCalledTimes(3)
})

test("samples are sent in the middle of an interval of the clock", () => {
  expect([0, 2_499, 2_500, 4_999].map((now) => msToBeat(1_000_000 + now))).toEqual([2_500, 1, 5_000, 2_501])
})
