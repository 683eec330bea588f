/** A stream while it is open: who is told what, and what a channel that is broken does to the others. */
import { beforeAll, describe, expect, test, vi } from "vitest"
import type { Poison } from "../../lib/sock8/server/history"
import { type App, channels, eventOf, texts } from "./realtime-world"
import { newTeam, opened, openRoom, reads, startStreamWorld } from "./stream-world"
import { backendNames } from "./upstash-servers"

const startOver = startStreamWorld()

describe.each(backendNames)("a stream, with Redis %s", (name) => {
  const start = startOver(name)
  let app: App
  beforeAll(() => {
    app = start()
  })

  test("M-13 a message reaches everybody who was granted its channel, and nobody else", async () => {
    const other = start()
    const teamId = newTeam()
    const [ben, bea, eve] = await Promise.all([
      app.open(await app.tokenOf("ben", { "x-teams": teamId }), [{ name: `team.${teamId}.chat` }]),
      other.open(await app.tokenOf("bea", { "x-teams": teamId }), [{ name: `team.${teamId}.chat` }]),
      app.open(await app.tokenOf("eve", { "x-teams": `${teamId}-eu` }), [{ name: `team.${teamId}-eu.chat` }]),
    ])
    await Promise.all([opened(ben), opened(bea), opened(eve)])
    await app.realtime.emit(channels.team.chat.for({ teamId }), { text: "hello" })
    await app.realtime.emit(channels.team.chat.for({ teamId: `${teamId}-eu` }), { text: "hallo" })
    await Promise.all([reads(ben, ["hello"]), reads(bea, ["hello"]), reads(eve, ["hallo"])])
  })

  test("M-14 a message carries who sent it and when, from the token and not from the sender", async () => {
    const teamId = newTeam()
    const token = await app.tokenOf("ben", { "x-teams": teamId })
    const reader = await app.open(token, [{ name: `team.${teamId}.chat` }])
    await opened(reader)
    const forged = {
      channel: `team.${teamId}.chat`,
      data: { text: "hi", from: "ada", at: 1, id: "9-9" },
      from: "ada",
      at: 1,
    }
    const answer = await app.publish(token, forged)
    expect(answer.status).toBe(200)
    const { id } = await answer.json()
    await vi.waitFor(() => expect(eventOf(reader, "message")).toBeDefined())
    const message = eventOf(reader, "message")
    expect(message).toMatchObject({
      id,
      n: 1,
      data: { text: "hi" },
      from: { id: "ben", name: "ben of the tests" },
    })
    expect(message?.data).toEqual({ text: "hi" })
    expect(Math.abs(Date.now() - (message?.at ?? 0))).toBeLessThan(60_000)
  })

  test("200 messages published at once come once, in order, without a hole", async () => {
    const teamId = newTeam()
    const token = await app.tokenOf("ben", { "x-teams": teamId })
    const reader = await app.open(token, [{ name: `team.${teamId}.chat` }])
    await opened(reader)
    const channel = channels.team.chat.for({ teamId })
    await Promise.all(Array.from({ length: 200 }, (_, n) => app.realtime.emit(channel, { text: `m${n}` })))
    await vi.waitFor(() => expect(texts(reader)).toHaveLength(200), 10_000)
    const numbers = reader.events.flatMap((event) => (event.type === "message" ? [event.n] : []))
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n + 1))
    expect(new Set(texts(reader)).size).toBe(200)
  })

  test("U1-3 every requested channel is checked: the granted ones open, each other one gets its verdict", async () => {
    const reader = await app.open(await app.tokenOf("ben"), [
      { name: "notification.ben" },
      { name: "notification.ben2" },
      { name: "admin.logs" },
      { name: "no.such.channel" },
      { name: "notification.ben" },
    ])
    await vi.waitFor(() => expect(reader.events).toHaveLength(4))
    expect(eventOf(reader, "open")?.channels.map((channel) => channel.name)).toEqual(["notification.ben"])
    const verdicts = reader.events.flatMap((event) =>
      event.type === "refused" ? [[event.channel, event.code]] : [],
    )
    expect(verdicts).toEqual([
      ["notification.ben2", "FORBIDDEN_CHANNEL"],
      ["admin.logs", "FORBIDDEN_CHANNEL"],
      ["no.such.channel", "FORBIDDEN_CHANNEL"],
    ])
  })

  test("poison entries in Redis are skipped and told once, and the stream lives", async () => {
    const poison: Poison[] = []
    // Another process: the one of the first reader remembers what was said, and reads nothing.
    const other = start({ onPoison: (entry) => poison.push(entry) })
    const { channel, openAgain } = await openRoom(app)
    await app.realtime.emit(channel, { text: "one" })
    const ids = [
      await app.redis.xadd(`tests:log:${channel.name}`, "*", { x: "poison" }),
      await app.redis.xadd(`tests:log:${channel.name}`, "*", { n: "2", m: "no json\nevent: close" }),
    ]
    await app.realtime.emit(channel, { text: "two" })
    for (let times = 0; times < 2; times += 1) {
      const reader = await openAgain({ by: other })
      await reads(reader, ["one", "two"])
      expect(eventOf(reader, "gap")).toBeUndefined()
      reader.leave()
    }
    expect(poison).toEqual(ids.map((id) => ({ channel: channel.name, id })))
  })

  test("a message that was damaged in Redis is told as a gap", async () => {
    const other = start()
    const { channel, openAgain } = await openRoom(app)
    await app.realtime.emit(channel, { text: "one" })
    const { id } = await app.realtime.emit(channel, { text: "two" })
    await app.realtime.emit(channel, { text: "three" })
    await app.redis.xdel(`tests:log:${channel.name}`, id)
    const reader = await openAgain({ by: other })
    await reads(reader, ["one", "three"])
    expect(reader.events.map(({ type }) => type)).toEqual(["open", "message", "gap", "message"])
  })

  test("a poison entry within a full page of history does not end the replay", async () => {
    const { channel, openAgain } = await openRoom(app)
    const expected = Array.from({ length: 260 }, (_, n) => `m${n}`)
    const half = expected.slice(0, 50).map((text) => ({ text }))
    await app.realtime.publisher.publishAll(channel, half)
    await app.redis.xadd(`tests:log:${channel.name}`, "*", { x: "poison" })
    await app.realtime.publisher.publishAll(
      channel,
      expected.slice(50).map((text) => ({ text })),
    )
    await reads(await openAgain({ by: start() }), expected)
  })

  test("a channel whose key is of another type is refused, and the others flow", async () => {
    const teamId = newTeam()
    await app.redis.set(`tests:log:team.${teamId}.chat`, "not a stream")
    await app.redis.set(`tests:position:team.${teamId}.chat`, "not a hash")
    const reader = await app.open(await app.tokenOf("ben", { "x-teams": teamId }), [
      { name: `team.${teamId}.chat` },
      { name: "notification.ben" },
    ])
    await vi.waitFor(() => expect(eventOf(reader, "refused")).toMatchObject({ code: "UNAVAILABLE" }))
    const told = `told ${teamId}`
    await app.realtime.emit(channels.notification.for({ userId: "ben" }), { text: told })
    await vi.waitFor(() => expect(texts(reader)).toContain(told))
  })

  test("a stream tells caches and proxies to keep out of it", async () => {
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    expect(reader.response.headers.get("content-type")).toContain("text/event-stream")
    expect(reader.response.headers.get("cache-control")).toBe("no-store, no-transform")
    expect(reader.response.headers.get("x-accel-buffering")).toBe("no")
  })

  test("M-17 a stream asks for renewal and ends where its token does", async () => {
    const short = start({
      settings: () => ({
        redis: app.redis,
        token: {
          ...{ secret: "a-secret-for-tests-of-more-than-32-bytes", issuer: "tests", audience: "tests" },
          lifetimeSeconds: 2,
        },
      }),
    })
    const reader = await short.open(await short.tokenOf("ben"), [{ name: "notification.ben" }])
    await vi.waitFor(() => expect(reader.ended()).toBe(true), 6_000)
    expect(reader.events.map(({ type }) => type)).toEqual(["open", "renew", "close"])
    expect(eventOf(reader, "close")?.code).toBe("TOKEN_EXPIRED")
  })

  test("M-37 a client that leaves leaves nothing behind", async () => {
    const alone = start({ warmMs: 10 })
    const reader = await alone.open(await alone.tokenOf("ben"), [
      { name: "notification.ben" },
      { name: "team.red.chat" },
    ])
    await opened(reader)
    expect(alone.realtime.hub.size().channels).toBe(2)
    reader.leave()
    await vi.waitFor(() => expect(alone.realtime.hub.size().channels).toBe(0))
    await vi.waitFor(() => expect(alone.realtime.hub.size().subscriptions).toBe(0), 3_000)
    expect(alone.realtime.connections.size()).toBe(0)
  })

  test("100 clients on 100 channels share a fixed number of upstream subscriptions", async () => {
    const alone = start()
    const readers = await Promise.all(
      Array.from({ length: 100 }, async (_, n) =>
        alone.open(await alone.tokenOf(`p${n}`), [{ name: `notification.p${n}` }]),
      ),
    )
    await Promise.all(readers.map(opened))
    expect(alone.realtime.hub.size()).toMatchObject({ channels: 100 })
    expect(alone.realtime.hub.size().subscriptions).toBeLessThanOrEqual(9)
    for (const reader of readers) reader.leave()
  })
})
