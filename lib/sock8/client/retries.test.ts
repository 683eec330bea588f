import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"
import type { WakeReason } from "./wake-signals"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

test("M-18 a failed try is shown with its error and the time of the next one", async () => {
  server.script.realtime = () => refusing("UNAVAILABLE", 503)
  const client = server.client({
    now: () => 5_000_000,
    random: () => 1,
    timings: { baseMs: 10_000, capMs: 10_000 },
  })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("waiting"))
  expect(client.getSnapshot()).toMatchObject({
    attempt: 1,
    retryAt: 5_010_000,
    error: { data: { type: "UNAVAILABLE" } },
  })
})

const halfASecond = () => new Promise((resolve) => setTimeout(resolve, 500))

test("fault 24: a server that opens and closes at once is asked with growing pauses, never in a hot loop", async () => {
  server.script.realtime = (open) => open().open().end() as undefined
  const client = server.client({ random: () => 1, timings: { baseMs: 20, capMs: 10_000 } })
  client.join(red, () => undefined)
  // 20, 40, 80, 160 ms: after half a second there were five requests, and after five seconds eight; not hundreds.
  await halfASecond()
  await vi.waitFor(() => expect(server.streams.length).toBeGreaterThan(2))
  expect(server.streams.length).toBeLessThan(9)
})

test("a server that refuses each new token after opening is no hot loop either", async () => {
  server.script.realtime = (open) => open().open().send("close", { code: "TOKEN_EXPIRED" }).end() as undefined
  const client = server.client({ random: () => 1, timings: { baseMs: 20, capMs: 10_000 } })
  client.join(red, () => undefined)
  await halfASecond()
  await vi.waitFor(() => expect(server.streams.length).toBeGreaterThan(2))
  expect(server.askedOf("authenticate").length).toBeLessThan(9)
})

test("a stream that held makes the next failure the first again", async () => {
  server.script.realtime = (open, _, index) => (index < 2 ? refusing("UNAVAILABLE", 503) : void open().open())
  const client = server.client({ timings: { steadyMs: 50 } })
  const attempts: number[] = []
  client.subscribe(() => {
    const now = client.getSnapshot()
    if (now.state === "waiting") attempts.push(now.attempt)
  })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  const held = Date.now() + 100
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(held))
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(attempts).toEqual([1, 2, 1]))
})

test.each([
  ["in the problem", { body: { retryAfter: 0.3 }, headers: {} }],
  ["in the header", { body: {}, headers: { "retry-after": "0.3" } }],
])("Retry-After is respected, %s", async (_, { body, headers }) => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? { ...refusing("UNAVAILABLE", 503, body), headers } : void open().open()
  let wake: (reason: WakeReason) => void = () => undefined
  const client = server.client({
    signals: (onWake) => {
      wake = onWake
      return () => undefined
    },
  })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("waiting"))
  wake("online")
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  const [first, second] = server.askedOf("realtime").map(({ at }) => at)
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(295)
})

test("fault 27: a captive portal's page is not taken for a stream, nor for a refusal", async () => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? { type: "text/html", body: "<h1>Welcome to the hotel</h1>" } : void open().open()
  const client = server.client()
  const errors: string[] = []
  client.subscribe(() => {
    const now = client.getSnapshot()
    if (now.state === "waiting") errors.push(now.error.data.type)
  })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(errors).toEqual(["NETWORK"])
})

test("a stream that falls silent is opened again; heartbeats keep it", async () => {
  const client = server.client({ timings: { silenceMs: 600 } })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  const beat = setInterval(() => server.streams[0]?.write(": beat\n\n"), 50)
  const until = Date.now() + 1_500
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(until))
  clearInterval(beat)
  expect(server.streams).toHaveLength(1)
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
})

test("a server that never answers is given up", async () => {
  server.script.realtime = (open, _, index) => void (index === 0 ? undefined : open().open())
  const client = server.client({ timings: { silenceMs: 100 } })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.askedOf("realtime").length).toBeGreaterThan(1)
})

test("fault 17: when the network is back, a wait ends at once", async () => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? refusing("UNAVAILABLE", 503) : void open().open()
  const wakes = new Set<(reason: WakeReason) => void>()
  const client = server.client({
    random: () => 1,
    timings: { baseMs: 60_000, capMs: 60_000 },
    signals: (onWake) => {
      wakes.add(onWake)
      return () => wakes.delete(onWake)
    },
  })
  const leave = client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("waiting"))
  for (const wake of wakes) wake("shown")
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  // A new network leaves the old one's stream open and silent.
  for (const wake of wakes) wake("online")
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(server.askedOf("realtime")).toHaveLength(3)
  leave()
  await vi.waitFor(() => expect(wakes.size).toBe(0))
})
