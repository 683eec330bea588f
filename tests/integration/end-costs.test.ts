/** What it costs to end connections, and to list those of an organisation: no more where others have a thousand open. */
import { randomUUID } from "node:crypto"
import { Redis } from "ioredis"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { openConnectionsOf } from "@/lib/administration/connections"
import { realtime } from "@/lib/realtime"
import type { SeenCommand } from "./redis-monitor"
import { bearer, cookieOf, isByTheClock, send, startRefusalWorld, tokenOf } from "./refusal-world"

const OTHERS = 1_000

let world: Awaited<ReturnType<typeof startRefusalWorld>>
let redis: Redis
beforeAll(async () => {
  world = await startRefusalWorld()
  redis = new Redis(world.redisUrl)
})
afterAll(async () => {
  redis.disconnect()
  await world.stop()
})

/** A thousand connections of other people, as Redis holds them. */
async function openOthers(): Promise<void> {
  const ends = Date.now() + 3_600_000
  const writing = redis.pipeline()
  for (let n = 0; n < OTHERS; n++) {
    const [id, identity] = [`other-${n}`, `stranger-${n % 100}`]
    const info = {
      id,
      identity,
      address: "198.51.100.7",
      transport: "fetch",
      channels: [],
      since: Date.now(),
    }
    writing.zadd("grantway:open", ends, id).zadd(`grantway:open:person:${identity}`, ends, id)
    writing.hset(
      "grantway:open:details",
      id,
      JSON.stringify({ ...info, channels: [`notification.${identity}`] }),
    )
  }
  await writing.exec()
}

/** How many bytes Redis has answered so far, also to the monitor: the same for each command that it sees. */
async function answeredBytes(): Promise<number> {
  const [, bytes] = /total_net_output_bytes:(\d+)/.exec(await redis.info("stats")) ?? []
  return Number(bytes)
}

interface Cost {
  /** All but the looks whether connections have gone. */
  readonly commands: number
  /** A busy machine takes longer to end a connection, and there are more of them. */
  readonly looks: number
  readonly bytes: number
}

async function costOf(act: () => Promise<unknown>): Promise<Cost> {
  const before = await answeredBytes()
  const seen = await world.monitor.during(act)
  const bytes = (await answeredBytes()) - before
  const caused = seen.filter((command) => !isByTheClock(command))
  const looks = caused.filter(isLook).length
  return { commands: caused.length - looks, looks, bytes }
}

/** A script with one key, the list of open connections, asks how many of some are in it. */
function isLook({ words: [, , keyCount, firstKey] }: SeenCommand): boolean {
  return keyCount === "1" && firstKey === "grantway:open"
}

async function openStreams(times: number): Promise<() => void> {
  const as = bearer(await tokenOf("ben"))
  const leave = new AbortController()
  for (let n = 0; n < times; n++)
    expect((await send("/api/realtime?channel=team.red.chat", { as, signal: leave.signal })).status).toBe(200)
  await vi.waitFor(async () => expect(await realtime.leases.listOf(["ben"])).toHaveLength(times))
  return () => leave.abort()
}

const acts: Readonly<Record<string, { readonly most: number; readonly act: () => Promise<unknown> }>> = {
  "kick of one connection": {
    most: 10,
    async act() {
      const [open] = await realtime.leases.listOf(["ben"])
      const answer = await send("/api/admin/kick", {
        as: await cookieOf("ada"),
        body: { connection: open?.id },
      })
      expect(answer.status).toBe(204)
    },
  },
  "end of all connections of a person": {
    most: 14,
    async act() {
      const answer = await send("/api/admin/end-connections", {
        as: await cookieOf("ada"),
        body: { id: "ben" },
      })
      expect(answer.status).toBe(204)
      expect(await realtime.leases.listOf(["ben"])).toEqual([])
    },
  },
  "list of an organisation": {
    most: 6,
    act: async () => expect((await openConnectionsOf("acme")).length).toBeGreaterThan(0),
  },
}

describe.each(Object.entries(acts))("S-19 %s", (title, { most, act }) => {
  test("S-19 costs as much where others have a thousand connections open as where they have none", async () => {
    // Scripts that Redis does not know yet are sent twice.
    for (const leave of [await openStreams(5)]) {
      await act()
      leave()
    }
    await vi.waitFor(async () => expect(await realtime.leases.listOf(["ben"])).toEqual([]))
    const costs: Cost[] = []
    for (const prepare of [() => redis.del("nothing"), openOthers]) {
      const leave = await openStreams(5)
      await prepare()
      costs.push(await costOf(act))
      leave()
      await vi.waitFor(async () => expect(await realtime.leases.listOf(["ben"])).toEqual([]))
    }
    const [alone, among] = costs
    process.stdout.write(`    ${title}: ${JSON.stringify({ alone, among })}\n`)
    expect(among?.commands).toBeLessThanOrEqual(most)
    // A thousand connections are some 200 KB; the looks until the last has gone differ by less.
    expect(among?.bytes).toBeLessThan((alone?.bytes ?? 0) + 50_000)
    await redis.del("grantway:open", "grantway:open:details")
  })
})

test("S-19 a connection whose process was killed is not looked at again and again", async () => {
  const ends = Date.now() + 3_600_000
  const id = randomUUID()
  const info = { id, identity: "ben", address: "::1", transport: "fetch", channels: [], since: Date.now() }
  await redis.zadd("grantway:open", ends, id)
  await redis.hset("grantway:open:details", id, JSON.stringify({ ...info, record: "grantway:person:ben" }))
  const kick = async () => {
    const answer = await send("/api/admin/kick", { as: await cookieOf("ada"), body: { connection: id } })
    expect((await answer.json()).code).toBe("UNAVAILABLE")
  }
  const { commands, looks } = await costOf(kick)
  process.stdout.write(`    a connection that does not end: ${commands} commands and ${looks} looks\n`)
  expect(commands).toBeLessThanOrEqual(8)
  expect(looks).toBeLessThanOrEqual(9)
  await redis.del("grantway:open", "grantway:open:details")
})
