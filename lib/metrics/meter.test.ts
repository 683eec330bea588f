import { expect, test } from "vitest"
import type { Attempt } from "../sock8/server/attempt"
import { createMeter } from "./meter"

const attempt = (change: Partial<Attempt>): Attempt => ({
  ...{ attempt: "connect", allowed: true, why: "a rule", code: null, identity: "ben", channels: [] },
  ...{ namespace: null, address: null, userAgent: null, auth: "provided" },
  ...change,
})

test("refusals count by their code, and allowed attempts not at all", () => {
  const meter = createMeter()
  meter.attempt(attempt({}))
  meter.attempt(attempt({ attempt: "publish", allowed: false, code: "RATE_LIMITED" }))
  meter.attempt(attempt({ allowed: false, code: "FORBIDDEN_CHANNEL" }))
  meter.attempt(attempt({ allowed: false, code: "FORBIDDEN_CHANNEL" }))
  meter.attempt(attempt({ allowed: false, code: null }))
  expect(meter.take()).toMatchObject({
    published: 0,
    refused: { RATE_LIMITED: 1, FORBIDDEN_CHANNEL: 2, OTHER: 1 },
  })
})

test("the end of a connection is no refusal, whatever ended it", () => {
  const meter = createMeter()
  const { why: _why, allowed: _allowed, code: _code, ...common } = attempt({})
  meter.attempt({ ...common, attempt: "end", connection: "c", reason: "REVOKED", durationMs: 1 })
  expect(meter.take().refused).toEqual({})
})

test("deliveries count once per client, by the lowest bound that they kept", () => {
  const meter = createMeter()
  meter.delivered(3, 0)
  meter.delivered(2, 5)
  meter.delivered(1, 5.1)
  meter.delivered(4, 60_000)
  meter.delivered(7, undefined)
  expect(meter.take()).toMatchObject({
    delivered: 17,
    latency: [
      { upToMs: 1, messages: 3 },
      { upToMs: 5, messages: 2 },
      { upToMs: 7, messages: 1 },
      { upToMs: null, messages: 4 },
    ],
  })
})

test("what was taken is not counted again, and the time runs anew", () => {
  let now = 1_000
  const meter = createMeter(() => now)
  meter.published(1)
  meter.delivered(1, 1)
  meter.attempt(attempt({ allowed: false, code: "REVOKED" }))
  now = 6_000
  expect(meter.take()).toMatchObject({ overMs: 5_000, published: 1, delivered: 1 })
  now = 6_500
  expect(meter.take()).toEqual({ overMs: 500, published: 0, delivered: 0, refused: {}, latency: [] })
})
