/** What a hub does when its subscriptions die, its Redis goes away, or comes back empty. */
import { Redis as PlainRedis } from "ioredis"
import { afterEach, describe, expect, test, vi } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { type App, channels, eventOf, type Reader, startApp, texts } from "./realtime-world"
import { type RedisProcess, startRedis } from "./upstash-servers"

const token = "token-of-the-upstream-suite"
const undo: Array<() => unknown> = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function start(redis?: RedisProcess, port = 0): Promise<EmbeddedUpstash> {
  const upstash = await startEmbeddedUpstash({ token, port, ...(redis && { redisUrl: redis.url }) })
  undo.push(() => upstash.close().catch(() => undefined))
  return upstash
}

async function withRedis(): Promise<RedisProcess> {
  const redis = await startRedis()
  undo.push(() => redis.stop())
  return redis
}

function appOn(upstash: EmbeddedUpstash, options: Parameters<typeof startApp>[1] = {}): App {
  const app = startApp(upstash, options)
  undo.push(() => app.realtime.close())
  return app
}

async function openTeam(app: App): Promise<Reader> {
  const reader = await app.open(await app.tokenOf("ben"), [{ name: "team.red.chat" }])
  await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
  return reader
}

const chat = channels.team.chat.for({ teamId: "red" })
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`)

describe("when subscriptions die", () => {
  test("without a word, what was said meanwhile is told, once and in order", async () => {
    const redis = await withRedis()
    const app = appOn(await start(redis))
    const reader = await openTeam(app)
    const plain = new PlainRedis(redis.url)
    undo.push(() => plain.disconnect())
    const expected = numbered(40)
    for (const [index, text] of expected.entries()) {
      if (index === 10) await plain.client("KILL", "TYPE", "pubsub")
      await app.realtime.emit(chat, { text })
    }
    await vi.waitFor(() => expect(texts(reader)).toEqual(expected), 8_000)
    expect(eventOf(reader, "gap")).toBeUndefined()
  })

  test("the first probe that does not come back is enough to subscribe anew", async () => {
    const redis = await withRedis()
    const app = appOn(await start(redis), { probeEveryMs: 4_000 })
    const reader = await openTeam(app)
    const plain = new PlainRedis(redis.url)
    undo.push(() => plain.disconnect())
    await plain.client("KILL", "TYPE", "pubsub")
    await app.realtime.emit(chat, { text: "said to nobody" })
    // A probe after 4 s at most, and 2 s for it to come back. Two lost probes would take 10 s and more.
    await vi.waitFor(() => expect(texts(reader)).toEqual(["said to nobody"]), 9_000)
  })

  test("with the server in front of Redis, publishing fails and says so, and streams are whole again afterwards", async () => {
    const redis = await withRedis()
    const upstash = await start(redis)
    const app = appOn(upstash)
    const reader = await openTeam(app)
    await app.realtime.emit(chat, { text: "before" })
    await upstash.close()
    await expect(app.realtime.emit(chat, { text: "lost" })).rejects.toMatchObject({ code: "UNAVAILABLE" })
    const port = Number(new URL(upstash.url).port)
    const other = appOn(await start(redis, port))
    await other.realtime.emit(chat, { text: "said by another process" })
    await vi.waitFor(() => expect(texts(reader)).toEqual(["before", "said by another process"]), 8_000)
    expect(eventOf(reader, "gap")).toBeUndefined()
  })
})

test("when Redis comes back empty, open streams are told a gap, and go on", async () => {
  const upstash = await start()
  const app = appOn(upstash)
  const reader = await openTeam(app)
  await app.realtime.emit(chat, { text: "before" })
  await vi.waitFor(() => expect(texts(reader)).toEqual(["before"]))
  await upstash.close()
  await start(undefined, Number(new URL(upstash.url).port))
  await app.realtime.emit(chat, { text: "after" })
  await vi.waitFor(() => expect(texts(reader)).toEqual(["before", "after"]), 8_000)
  expect(reader.events.map(({ type }) => type)).toEqual(["open", "message", "gap", "message"])
})

test("when Redis cannot be reached, a stream is refused with 503 and not opened", async () => {
  const upstash = await start()
  const app = appOn(upstash)
  const ben = await app.tokenOf("ben")
  await upstash.close()
  const reader = await app.open(ben, [{ name: "team.red.chat" }])
  expect(reader.response.status).toBe(503)
  expect(reader.response.headers.get("retry-after")).toBe("1")
  expect(app.realtime.hub.size().channels).toBe(0)
  await start(undefined, Number(new URL(upstash.url).port))
  const again = await app.open(ben, [{ name: "team.red.chat" }])
  expect(again.response.status).toBe(200)
  again.leave()
})
