import { expect, test } from "vitest"
import { readRefusal } from "./realtime-error"
import { readRetryAfter } from "./retry-after"

const NOW = Date.UTC(2026, 10, 30, 12, 0, 0)
const read = (value: string, more: Record<string, string> = {}) =>
  readRetryAfter(new Headers({ "retry-after": value, ...more }), NOW)

test.each([
  ["7", 7],
  ["0", 0],
  ["Mon, 30 Nov 2026 12:00:30 GMT", 30],
  ["Monday, 30-Nov-26 12:00:30 GMT", 30],
  ["Mon Nov 30 12:00:30 2026", 30],
  ["Mon, 30 Nov 2026 11:59:00 GMT", 0],
  ["-5", undefined],
  ["soon", undefined],
  ["", undefined],
])("Retry-After may be seconds, or a date in each form that HTTP has: %j", (value, seconds) => {
  expect(read(value)).toBe(seconds)
})

test("a date is compared with the server's own clock, where the answer tells it", () => {
  const date = "Mon, 30 Nov 2026 08:00:00 GMT"
  expect(read("Mon, 30 Nov 2026 08:00:10 GMT", { date })).toBe(10)
  expect(read("Mon, 30 Nov 2026 12:00:10 GMT", { date: "yesterday" })).toBe(10)
})

test.each(["0", "Wed, 21 Oct 2015 07:28:00 GMT"])(
  "a refusal that says to wait for no time, %j, waits for a second",
  async (value) => {
    const error = await readRefusal(new Response("busy", { status: 429, headers: { "retry-after": value } }))
    expect(error.retryAfter).toBe(1)
  },
)

test("a refusal with a date waits until then", async () => {
  const headers = { "retry-after": "Mon, 30 Nov 2026 12:01:00 GMT", date: "Mon, 30 Nov 2026 12:00:00 GMT" }
  const error = await readRefusal(new Response("busy", { status: 503, headers }))
  expect(error.retryAfter).toBe(60)
})
