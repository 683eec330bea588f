/** Open connections are counted by leases, which end by the clock of Redis and by nothing else. */
import { beforeEach, expect, test } from "vitest"
import { createHistory } from "../../lib/sock8/server/history"
import { type Admission, createLeases } from "../../lib/sock8/server/leases"
import { LEASE_SECONDS } from "../../lib/sock8/server/scripts/keep"
import { createMemoryRedis } from "./memory-redis"

const LEASE_MS = LEASE_SECONDS * 1000
const ROUND_MS = 10_000

let redis: ReturnType<typeof createMemoryRedis>
let leases: ReturnType<typeof createLeases>
beforeEach(() => {
  redis = createMemoryRedis()
  leases = createLeases(redis.parts)
})

/** A connection of somebody who may have two. */
function connection(id: string, identity: string | null = "ben"): Admission {
  const info = { id, identity, address: "192.0.2.1", transport: "fetch" as const, channels: [], since: 0 }
  return { info, standing: undefined, limits: { perPerson: 2, perAddress: 2 } }
}

/** `"in"`, or why not. */
function admit(one: Admission): Promise<string> {
  return createHistory(redis.parts)
    .admit(one, [])
    .then(
      () => "in",
      ({ code }) => code,
    )
}

/** So long a process says every ten seconds that these are open. */
async function keepOpen(ms: number, ...open: readonly Admission[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += ROUND_MS) {
    redis.pass(ROUND_MS)
    await leases.watch(open)
  }
}

const idsOf = (infos: ReadonlyArray<{ readonly id: string }>) => infos.map(({ id }) => id)

test.each([
  ["a person", "ben"],
  ["strangers at an address", null],
])(
  "M-37 of %s a connection whose process was killed counts for one lease, while another lives",
  async (_, who) => {
    const [killed, alive, next] = ["killed", "alive", "next"].map((id) => connection(id, who))
    if (!killed || !alive || !next) throw new Error("Three connections were made.")
    expect([await admit(killed), await admit(alive), await admit(next)]).toEqual([
      "in",
      "in",
      "TOO_MANY_CONNECTIONS",
    ])
    await keepOpen(LEASE_MS - ROUND_MS, alive)
    expect((await leases.foresee(next)).code).toBe("TOO_MANY_CONNECTIONS")
    expect(await admit(next)).toBe("TOO_MANY_CONNECTIONS")
    await keepOpen(ROUND_MS, alive)
    expect((await leases.foresee(next)).code).toBeUndefined()
    expect(await leases.countOpen(["killed", "alive"])).toBe(1)
    expect([
      (await leases.find("killed"))?.connection.id,
      (await leases.find("alive"))?.connection.id,
    ]).toEqual([undefined, "alive"])
    expect(await admit(next)).toBe("in")
  },
)

test("M-27 a connection that its process goes on to tell of counts for as long as it is open", async () => {
  const two = [connection("one"), connection("two")]
  for (const one of two) expect(await admit(one)).toBe("in")
  await keepOpen(10 * LEASE_MS, ...two)
  expect(await admit(connection("three"))).toBe("TOO_MANY_CONNECTIONS")
  expect(idsOf(await leases.listOf(["ben"])).sort()).toEqual(["one", "two"])
})

test("M-37 a connection that was given back counts no more, at once", async () => {
  const [one, two, three] = ["one", "two", "three"].map((id) => connection(id))
  if (!one || !two || !three) throw new Error("Three connections were made.")
  expect([await admit(one), await admit(two)]).toEqual(["in", "in"])
  await leases.release(one.info)
  expect(idsOf(await leases.listOf(["ben"]))).toEqual(["two"])
  expect(await leases.find("one")).toBeUndefined()
  expect(await admit(three)).toBe("in")
})

test("connections of killed processes are forgotten, so that what is known of them does not grow", async () => {
  const [killed, alive] = [connection("killed"), connection("alive", "bea")]
  expect([await admit(killed), await admit(alive)]).toEqual(["in", "in"])
  await keepOpen(2 * LEASE_MS, alive)
  expect(redis.command("HEXISTS", redis.parts.keys.openDetails, "killed"), "when it was there last").toBe(1)
  await keepOpen(20 * LEASE_MS, alive)
  expect(redis.command("HEXISTS", redis.parts.keys.openDetails, "killed")).toBe(0)
  expect(redis.command("ZCARD", redis.parts.keys.open)).toBe(1)
})

test("what is not open is listed neither of a person nor of all", async () => {
  const [killed, alive] = [connection("killed"), connection("alive")]
  expect([await admit(killed), await admit(alive)]).toEqual(["in", "in"])
  await keepOpen(LEASE_MS, alive)
  expect(idsOf(await leases.listOf(["ben"]))).toEqual(["alive"])
  expect(idsOf(await leases.list())).toEqual(["alive"])
})
