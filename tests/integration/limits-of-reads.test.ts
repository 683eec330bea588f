/** How often one may ask by a session's cookie, and what whoever asks more often costs Redis: counted by Redis itself. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { endSession } from "@/lib/auth/ended-sessions"
import { READ_RATE } from "@/lib/notifications/list-notifications"
import { realtime } from "@/lib/realtime"
import { redis } from "@/lib/redis/redis"
import { countUntilLimited, inGroups } from "./in-groups"
import { forgedCookie } from "./refusal-count"
import { bearer, cookieOf, isByTheClock, type Sent, send, startRefusalWorld, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

/** All that is limited here is so by the same rate. */
const { max, perSeconds } = READ_RATE

interface Ask {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

const list: Ask = { path: "/api/notifications", headers: {} }
const unread: Ask = { path: "/api/notifications/unread", headers: {} }
const byEventSource = { accept: "text/event-stream", "sec-fetch-site": "same-origin" }
const stream = (channel: string, headers: Ask["headers"] = byEventSource): Ask => ({
  path: `/api/realtime?channel=${channel}`,
  headers,
})
const isStream = ({ path }: Ask) => path.startsWith("/api/realtime?")
const ownStream = (id: string) => stream(`notification.${id}`)

/** Asks once, and leaves at once where that opened a stream. */
async function ask({ path, headers }: Ask, as: Sent["as"]): Promise<Response> {
  const leave = new AbortController()
  const answer = await send(path, { as: { ...headers, ...as }, signal: leave.signal })
  leave.abort()
  return answer
}

/** Asks so many times. Answers the statuses that came, each once. */
async function askTimes(times: number, one: Ask, as: Sent["as"]): Promise<number[]> {
  const answers = await inGroups(times, () => ask(one, as))
  return [...new Set(answers.map(({ status }) => status))]
}

/** The names of the commands that something costs, without those that the process sends by the clock. */
async function costOf(act: () => Promise<unknown>): Promise<string[]> {
  const seen = await world.monitor.during(act)
  return seen.filter((command) => !isByTheClock(command)).map(({ words }) => words[0] ?? "")
}

/** Asks until it is too often. What is refused then says when to ask again, and costs nothing. */
async function expectLimited(one: Ask, as: Sent["as"], status = 200): Promise<void> {
  const allowed = await countUntilLimited(() => ask(one, as), { status })
  expect(allowed).toBeGreaterThanOrEqual(max)
  expect(allowed).toBeLessThan(2 * max)
  await untilOver(async () => {
    await expectOver(one, as)
    const cost = await costOf(async () => expect(await askTimes(100, one, as)).toEqual([429]))
    expect(cost, "a hundred refusals").toEqual([])
  })
}

/** How often Ada did something, in this minute of the clock and the one before: one can end while a test counts. */
async function countedOfAda(what: string): Promise<number> {
  const key = `grantway:rate:${max}-${perSeconds}:${what}:ada`
  const [done, before] = await Promise.all([redis().hget(key, "done"), redis().hget(key, "before")])
  return Number(done) + Number(before)
}

/** When a minute of the clock is over, there is room for one after the other: who goes on asking is over again. */
const untilOver = (check: () => Promise<void>) => vi.waitFor(check, 10_000)

async function expectOver(one: Ask, as: Sent["as"]): Promise<void> {
  await untilOver(async () => {
    const refused = await ask(one, as)
    const { code, retryAfter } = await refused.json()
    expect([refused.status, code]).toEqual([429, isStream(one) ? "TOO_MANY_CONNECTIONS" : "RATE_LIMITED"])
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(2 * perSeconds)
  })
}

test("S-13 notifications are read so often per person, over both addresses and all sessions, and more costs nothing", async () => {
  await expectLimited(list, await cookieOf("ben"))
  for (const one of [list, unread]) {
    await expectOver(one, await cookieOf("ben"))
    expect((await ask(one, await cookieOf("bea"))).status, "another person").toBe(200)
  }
  expect((await ask(ownStream("ben"), await cookieOf("ben"))).status, "a count of their own").toBe(200)
}, 120_000)

test("S-13 an EventSource tries so often per person, whatever it asks for, and more costs nothing", async () => {
  await expectLimited(stream("notification.ada"), await cookieOf("ben2"), 403)
  await expectOver(ownStream("ben2"), await cookieOf("ben2"))
  await expectOver(stream("notification.ben2", {}), bearer(await tokenOf("ben2")))
  expect((await ask(ownStream("bea"), await cookieOf("bea"))).status, "another person").toBe(200)
}, 120_000)

test("S-13 who is refused by the rules is counted as well", async () => {
  for (const one of [list, ownStream("sam")]) await expectLimited(one, await cookieOf("sam"), 403)
}, 120_000)

test("S-13 counting rides along: what is allowed costs what it cost before, and counts once", async () => {
  const as = await cookieOf("ada")
  await ask(list, as)
  expect(await costOf(() => ask(unread, as))).toEqual(["EVALSHA", "MGET", "EVALSHA"])
  expect(await costOf(() => ask(list, as))).toEqual(["EVALSHA", "MGET", "EVALSHA", "EVALSHA"])
  expect((await ask(ownStream("ada"), as)).status).toBe(200)
  expect(await countedOfAda("read-notifications")).toBe(3)
  expect(await countedOfAda("connect:person")).toBe(1)
  const gone = async () => expect(await realtime.leases.list()).toEqual([])
  await vi.waitFor(gone, 10_000)
  // One that gives the stream's place back comes after these, or among them.
  const opened = await costOf(() => ask(ownStream("ada"), as))
  expect(opened.slice(0, 4)).toEqual(["EVALSHA", "MGET", "EVALSHA", "EVALSHA"])
  await vi.waitFor(gone, 10_000)
})

test("S-13 strangers, and cookies that were not made here, cost nothing however often they ask", async () => {
  for (const one of [list, unread, ownStream("ben")]) {
    for (const as of [{}, forgedCookie, { cookie: "next-auth.session-token=junk" }]) {
      const cost = await costOf(async () => expect(await askTimes(40, one, as)).toEqual([401]))
      expect(cost, one.path).toEqual([])
    }
  }
})

test("S-13 a session that was ended uses up nothing of its person's", async () => {
  const session = randomUUID()
  await endSession(session)
  const kept = await cookieOf("eve", session)
  for (const one of [unread, ownStream("eve")]) {
    expect(await askTimes(max + 20, one, kept)).toEqual([401])
    expect((await ask(one, await cookieOf("eve"))).status).toBe(200)
  }
})
