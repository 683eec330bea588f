import { expect, test } from "vitest"
import { chartsOf } from "./chart-lines"
import { BEYOND_MS, INTERVAL_MS, pointsOf, refusalsOf, SHOWN } from "./points"
import type { Sample } from "./sample"

const START = 1_000 * INTERVAL_MS
let n = 0

/** A sample of the middle of an interval. */
function sample(interval: number, data: Partial<Sample["data"]> = {}): Sample {
  const none = { process: "a", overMs: INTERVAL_MS, open: 0, published: 0, delivered: 0 }
  return {
    ...{ channel: "admin.metrics", id: `${++n}-0`, n, from: null },
    at: START + interval * INTERVAL_MS + INTERVAL_MS / 2,
    data: { ...none, refused: {}, latency: [], ...data },
  }
}

const lastOf = (...samples: Sample[]) => pointsOf(samples).at(-1)?.values

test("there is nothing to show before the first sample", () => {
  expect(pointsOf([])).toEqual([])
})

test("five minutes end with the latest sample, and where nobody looked there is a hole and no zero", () => {
  const points = pointsOf([sample(0, { open: 2 }), sample(3, { open: 5 })])
  expect(points).toHaveLength(SHOWN)
  expect(points.slice(-4).map(({ at, values }) => [at - START, values?.open])).toEqual([
    [INTERVAL_MS, 2],
    [2 * INTERVAL_MS, undefined],
    [3 * INTERVAL_MS, undefined],
    [4 * INTERVAL_MS, 5],
  ])
})

test("processes are added up, each by the time that it counted", () => {
  const values = lastOf(
    sample(0, { open: 3, published: 10, delivered: 30 }),
    sample(0, { process: "b", open: 4, published: 1, delivered: 2, overMs: 1_000 }),
  )
  expect(values).toMatchObject({ open: 7, processes: 2, published: 3, delivered: 8 })
})

test("a process that sent twice within an interval has its connections only once", () => {
  expect(lastOf(sample(0, { open: 3 }), sample(0, { open: 4 }))).toMatchObject({ open: 4, processes: 1 })
})

test("refusals are added up by code, most first", () => {
  const points = pointsOf([
    sample(0, { refused: { REVOKED: 1 } }),
    sample(1, { refused: { RATE_LIMITED: 2, REVOKED: 1 } }),
    sample(1, { process: "b", refused: { RATE_LIMITED: 1 } }),
  ])
  expect(points.at(-1)?.values?.refused).toEqual({ RATE_LIMITED: 3, REVOKED: 1 })
  expect(refusalsOf(points)).toEqual([
    ["RATE_LIMITED", 3],
    ["REVOKED", 2],
  ])
})

test("percentiles are of all deliveries, and not the mean of each process's own", () => {
  const fast = sample(0, { latency: [{ upToMs: 1, messages: 99 }] })
  const slow = sample(0, { process: "b", latency: [{ upToMs: 500, messages: 1 }] })
  expect(lastOf(fast, slow)).toMatchObject({ p50: 1, p95: 1 })
  const slower = sample(0, { process: "b", latency: [{ upToMs: null, messages: 10 }] })
  expect(lastOf(fast, slower)).toMatchObject({ p50: 1, p95: BEYOND_MS })
  expect(lastOf(sample(0))).not.toHaveProperty("p50")
})

test("the fourth code and those after it are one line, and nothing of them is lost", () => {
  const refused = { AUTH_REQUIRED: 5, REVOKED: 4, RATE_LIMITED: 3, INVALID_TOKEN: 2, INVALID_CURSOR: 1 }
  const [, , refusals] = chartsOf(pointsOf([sample(0, { refused })]))
  expect(refusals?.lines.map(({ label, now, values }) => [label, now, values.at(-1)])).toEqual([
    ["AUTH_REQUIRED", "5", 5],
    ["REVOKED", "4", 4],
    ["RATE_LIMITED", "3", 3],
    ["Others", "3", 3],
  ])
})

test("values are written as one reads them", () => {
  const [, messages, refusals, latency] = chartsOf(pointsOf([sample(0)]))
  expect([0, 0.2, 9.87, 10.4, 1_000].map((value) => messages?.format(value))).toEqual([
    "0",
    "0.2",
    "9.9",
    "10",
    "1000",
  ])
  expect([1, 700, 1_000, 5_000, BEYOND_MS].map((value) => latency?.format(value))).toEqual([
    "1 ms",
    "700 ms",
    "1 s",
    "5 s",
    "over 5 s",
  ])
  expect(refusals?.lines.map(({ label, now }) => [label, now])).toEqual([["None", "0"]])
  expect(latency?.lines.map(({ now }) => now)).toEqual(["–", "–"])
})
