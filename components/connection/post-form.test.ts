import { expect, test } from "vitest"
import { refusalOf } from "./post-form"

test.each([
  [30, 30],
  [0.4, 0.4],
  [0, 1],
  [-7, 1],
])("what came too soon by %d seconds is asked again after %d, and never without a pause", (said, waits) => {
  expect(refusalOf(429, { title: "Rate limited", retryAfter: said }).tooSoonBy).toBe(waits)
})

test("only what came too soon is asked again", () => {
  expect(refusalOf(503, { title: "Not now", retryAfter: 30 })).toEqual({ sentence: "Not now" })
  expect(refusalOf(429, { title: "Rate limited" })).toEqual({ sentence: "Rate limited" })
  expect(refusalOf(502, "<html>")).toEqual({ sentence: "The server refused with status 502" })
})
