/**
 * People who ask too often by the cookie of their session. On a server of its own, whose Redis this process holds: so
 * it counts the commands, and who is over a limit here is over none elsewhere.
 */
import { randomBytes } from "node:crypto"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { type RedisProcess, startRedis } from "../../tests/integration/upstash-servers"
import type { PersonId } from "../fixtures/people"
import { createMembers, type Members } from "./members"
import { openStream } from "./open-stream"
import { type OwnServer, startOwnServer } from "./own-server"
import { expect, test } from "./siege"

const LIMIT = 300
const AT_ONCE = 20
/** A process has commands of its own, by the clock, and some requests ask Redis again at the end of a wait. */
const SPARE = 80

let redis: RedisProcess
let upstash: EmbeddedUpstash
let server: OwnServer
let members: Members
test.beforeAll(async ({ playwright }) => {
  test.setTimeout(120_000)
  redis = await startRedis()
  upstash = await startEmbeddedUpstash({ token: randomBytes(32).toString("base64url"), redisUrl: redis.url })
  const client = { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token }
  server = startOwnServer(57, { ...client, LOG_LEVEL: "silent" })
  expect(await server.started, server.written()).toBeUndefined()
  members = createMembers(playwright, server.url)
})
test.afterAll(async () => {
  await members?.dispose()
  await server?.stop()
  await upstash?.close()
  await redis?.stop()
})

interface Ask {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

const list: Ask = { path: "/api/notifications" }
const unread: Ask = { path: "/api/notifications/unread" }
const byEventSource = { accept: "text/event-stream", "sec-fetch-site": "same-origin" }
const stream = (channel: string): Ask => ({
  path: `/api/realtime?channel=${channel}`,
  headers: byEventSource,
})
const form = (path: string): Ask => ({ path, body: { id: "eve", role: "admin", change: "suspend" } })

async function cookieOf(id: PersonId): Promise<string> {
  const { cookies } = await (await members.member(id)).request.storageState()
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
}

async function ask({ path, headers, body }: Ask, cookie: string) {
  const sent = { ...headers, cookie, ...(body && { "content-type": "application/json" }) }
  const init = body ? { method: "POST", body: JSON.stringify(body) } : {}
  const answer = await fetch(`${server.url}${path}`, { headers: sent, ...init })
  const { code } = await answer.json()
  return { status: answer.status, code, after: Number(answer.headers.get("retry-after")) }
}

const askAtOnce = (one: Ask, cookie: string) =>
  Promise.all(Array.from({ length: AT_ONCE }, () => ask(one, cookie)))

/** Asks until one is refused for asking too often. Answers how many were not, all with this status. */
async function exhaust(one: Ask, cookie: string, status: number): Promise<number> {
  for (let allowed = 0; allowed < 2 * LIMIT; ) {
    const statuses = (await askAtOnce(one, cookie)).map((answer) => answer.status)
    const limited = statuses.filter((other) => other === 429).length
    expect(statuses.filter((other) => other === status)).toHaveLength(AT_ONCE - limited)
    allowed += AT_ONCE - limited
    if (limited > 0) return allowed
  }
  throw new Error(`There is no limit below ${2 * LIMIT}`)
}

/** Asks so many times, some at once, and answers what came and how many commands reached Redis meanwhile. */
async function flood(times: number, one: Ask, cookie: string) {
  const before = upstash.stats().commands
  const answers: Array<Awaited<ReturnType<typeof ask>>> = []
  while (answers.length < times) answers.push(...(await askAtOnce(one, cookie)))
  return { answers, commands: upstash.stats().commands - before }
}

for (const [what, attacker, one, allowed, others] of [
  ["notifications", "ben", list, 200, unread],
  ["an EventSource for a channel of others", "eve", stream("team.red.chat"), 403, stream("team.blue.chat")],
  ["a form of the admins", "ben2", form("/api/admin/role"), 403, form("/api/admin/suspension")],
] as const) {
  test(`S-13 whoever asks too often is told when to come back, at no command: ${what}`, async ({ siege }) => {
    test.setTimeout(120_000)
    const cookie = await cookieOf(attacker)
    await siege.harmless(what, async () => {
      expect(await exhaust(one, cookie, allowed)).toBeGreaterThanOrEqual(LIMIT)
      const { answers, commands } = await flood(100, one, cookie)
      const refused = answers.filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(0)
      for (const { code, after } of refused) {
        expect(code).toBe(one.path.startsWith("/api/realtime") ? "TOO_MANY_CONNECTIONS" : "RATE_LIMITED")
        expect(after).toBeGreaterThanOrEqual(1)
      }
      // When a minute of the clock is over, there is room for a few more.
      expect(commands).toBeLessThan(SPARE + 4 * (answers.length - refused.length))
      await expect.poll(async () => (await ask(others, cookie)).status).toBe(429)
    })
  })
}

test("S-13 nobody else is kept out, and a junk cookie costs nothing", async ({ siege }) => {
  await siege.harmless("junk cookies", async () => {
    for (const one of [list, unread, stream("team.red.chat"), form("/api/admin/role")]) {
      const { answers, commands } = await flood(100, one, "next-auth.session-token=eyJhbGciOiJkaXIifQ..a.b.c")
      for (const { status } of answers) expect(status).toBe(401)
      expect(commands, one.path).toBeLessThan(SPARE)
    }
  })
  const cookie = await cookieOf("bea")
  for (const one of [list, unread]) expect((await ask(one, cookie)).status).toBe(200)
  const opened = await openStream(`${server.url}/api/realtime?channel=team.red.chat`, {
    ...byEventSource,
    cookie,
  })
  expect(opened.status).toBe(200)
  await opened.next("open")
  opened.close()
})
