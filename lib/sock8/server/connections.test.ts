import { afterEach, expect, test, vi } from "vitest"
import { createClientStream } from "./client-stream"
import { createConnections, type LiveConnection } from "./connections"
import type { Leases } from "./leases"

afterEach(() => vi.useRealTimers())

/** Redis as seen from here: it answers that everything may go on, or not at all. */
const answering: Leases = {
  watch: async (all) => all.map(() => undefined),
  release: async () => undefined,
  list: async () => [],
  listOf: async () => [],
  countOpen: async () => 0,
  foresee: async () => ({ code: undefined, record: null }),
  find: async () => undefined,
}
const silent: Leases = { ...answering, watch: () => Promise.reject(new Error("away")) }

function live({
  id = "c1",
  since = 0,
  identities = ["ben"],
  renews = "",
} = {}): LiveConnection & { text: () => Promise<string> } {
  const stream = createClientStream({ onEnd: () => undefined })
  const info = { id, identity: "ben", address: "::1", transport: "fetch" as const, channels: [], since }
  const limits = { perPerson: 1, perAddress: 1 }
  return {
    stream,
    admission: () => ({
      ...{ info, limits, renews },
      standing: { identities, since: 1, token: "t1", session: "s1" },
    }),
    reconsider: vi.fn(),
    text: () => new Response(stream.body).text(),
  }
}

test("a quiet stream gives a sign of life at most every 15 seconds", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  const connections = createConnections({ leases: answering, watchEveryMs: 3_600_000 })
  const one = live()
  connections.add(one)
  vi.advanceTimersByTime(15_000)
  one.stream.end()
  expect(await one.text()).toBe(":\n\n")
})

test("a stream that was taken out gets none", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  const connections = createConnections({ leases: answering })
  const one = live()
  connections.add(one).leave()
  expect(connections.size()).toBe(0)
  vi.advanceTimersByTime(60_000)
  one.stream.end()
  expect(await one.text()).toBe("")
})

test("closing all tells each client why", async () => {
  const connections = createConnections({ leases: answering })
  const two = [live(), live({ id: "c2" })]
  for (const one of two) connections.add(one)
  connections.closeAll("UNAVAILABLE")
  for (const { text } of two) expect(await text()).toBe('event: close\ndata: {"code":"UNAVAILABLE"}\n\n')
})

test("what was revoked ends by the token, the session and the connection, and by nothing else", async () => {
  const connections = createConnections({ leases: answering })
  for (const id of ["t1", "s1", "c1"]) {
    const one = live()
    connections.add(one)
    connections.receive({ type: "revoked", id: "another", code: "REVOKED" })
    connections.receive({ type: "revoked", id, code: "REVOKED" })
    expect(await one.text(), id).toBe('event: close\ndata: {"code":"REVOKED"}\n\n')
  }
})

test("an end that comes while a client opens its next stream ends that one, too, and no other", async () => {
  const connections = createConnections({ leases: answering })
  const [successor, other] = [live({ id: "c2", renews: "c1" }), live({ id: "c3" })]
  for (const one of [successor, other]) connections.add(one)
  connections.receive({ type: "revoked", id: "c1", code: "REVOKED" })
  expect(await successor.text()).toBe('event: close\ndata: {"code":"REVOKED"}\n\n')
  other.stream.end()
  expect(await other.text()).toBe("")
})

test("changed rights are asked about for the person they are of", () => {
  const connections = createConnections({ leases: answering })
  const one = live()
  connections.add(one)
  connections.receive({ type: "rights", identity: "ben2" })
  expect(one.reconsider).not.toHaveBeenCalled()
  connections.receive({ type: "rights", identity: "ben" })
  expect(one.reconsider).toHaveBeenCalledOnce()
})

test("S-7 changed rights are asked about for every identity that a connection depends on", () => {
  const connections = createConnections({ leases: answering })
  const one = live({ identities: ["key-a", "ada", "bea"] })
  connections.add(one)
  for (const identity of ["ben2", "key-b", ""]) connections.receive({ type: "rights", identity })
  expect(one.reconsider).not.toHaveBeenCalled()
  for (const identity of ["ben", "key-a", "ada", "bea"]) connections.receive({ type: "rights", identity })
  expect(one.reconsider).toHaveBeenCalledTimes(4)
})

test("connections are asked about in batches, each of at most a thousand identities", async () => {
  const leases = { ...answering, watch: vi.fn(answering.watch) }
  const connections = createConnections({ leases })
  const identities = Array.from({ length: 18 }, (_, n) => `p${n}`)
  for (let n = 0; n < 60; n++) connections.add(live({ id: `k${n}`, identities })).counted()
  for (let n = 0; n < 40; n++) connections.add(live({ id: `p${n}` })).counted()
  await connections.watch()
  expect(leases.watch.mock.calls.map(([batch]) => batch.length)).toEqual([55, 45])
})

test("where nobody can say that connections may go on, they end: after three questions without an answer", async () => {
  const connections = createConnections({ leases: silent, watchEveryMs: 3_600_000 })
  const one = live()
  connections.add(one).counted()
  await connections.watch()
  await connections.watch()
  one.stream.write(new TextEncoder().encode("still open\n\n"))
  await connections.watch()
  expect(await one.text()).toBe('still open\n\nevent: close\ndata: {"code":"UNAVAILABLE"}\n\n')
})

test("an open connection is replaced once, by its own person, and not in its first seconds", () => {
  const connections = createConnections({ leases: answering })
  const { leave } = connections.add(live())
  connections.add(live({ id: "young", since: Date.now() }))
  expect(connections.claimRenewal("c1", "bea")).toBe(false)
  expect(connections.claimRenewal("c2", "ben")).toBe(false)
  expect(connections.claimRenewal("young", "ben")).toBe(false)
  expect(connections.claimRenewal("c1", "ben")).toBe(true)
  expect(connections.claimRenewal("c1", "ben")).toBe(false)
  leave()
  expect(connections.claimRenewal("c1", "ben")).toBe(false)
})

test("asking all to renew tells everybody, and lets nobody in afterwards", async () => {
  const connections = createConnections({ leases: answering })
  const [before, after] = [live(), live({ id: "c2" })]
  connections.add(before)
  connections.renewAll(4_000)
  connections.add(after)
  before.stream.end()
  expect(await before.text()).toContain('event: renew\ndata: {"withinMs":4000}')
  expect(await after.text()).toContain('"UNAVAILABLE"')
})

test("a connection that left while Redis was told that it is open is given back once more", async () => {
  let answer: (codes: undefined[]) => void = () => undefined
  const watch = () => new Promise<undefined[]>((resolve) => (answer = resolve))
  const release = vi.fn(async () => undefined)
  const connections = createConnections({ leases: { ...answering, watch, release } })
  const one = connections.add(live())
  one.counted()
  const watching = connections.watch()
  one.leave()
  expect(release).toHaveBeenCalledTimes(1)
  answer([undefined])
  await watching
  expect(release).toHaveBeenCalledTimes(2)
})

test("only what was counted is asked about and given back", async () => {
  const leases = { ...answering, watch: vi.fn(answering.watch), release: vi.fn(answering.release) }
  const connections = createConnections({ leases })
  const refused = connections.add(live())
  await connections.watch()
  refused.leave()
  expect([leases.watch, leases.release].map(({ mock }) => mock.calls)).toEqual([[], []])
  // Counted after its client had left: nobody else would give it back.
  refused.counted()
  expect(leases.release).toHaveBeenCalledOnce()
})
