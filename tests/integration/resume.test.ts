/** A stream that comes back with a cursor: what was missed is told once and in order, or a gap is. */
import { beforeAll, describe, expect, test, vi } from "vitest"
import { formatCursor } from "../../lib/sock8/core/cursor"
import { type App, channels, eventOf, texts } from "./realtime-world"
import { newTeam, opened, openRoom, reads, startStreamWorld } from "./stream-world"
import { backendNames } from "./upstash-servers"

const startOver = startStreamWorld()

describe.each(backendNames)("a resumed stream, with Redis %s", (name) => {
  const start = startOver(name)
  let app: App
  beforeAll(() => {
    app = start()
  })

  test("a client that comes back with a cursor gets what it missed, then what is said, each once", async () => {
    const { channel, first, openAgain } = await openRoom(app)
    await app.realtime.emit(channel, { text: "one" })
    await reads(first, ["one"])
    first.leave()
    // More than one page of history, so that reading on is seen too.
    const missed = Array.from({ length: 230 }, (_, n) => `missed ${n}`)
    await app.realtime.publisher.publishAll(
      channel,
      missed.map((text) => ({ text })),
    )
    const { epoch } = parse(eventOf(first, "open")?.channels[0]?.cursor)
    const message = eventOf(first, "message")
    const after = formatCursor({ id: message?.id ?? "", epoch, n: message?.n ?? 0 })
    const second = await openAgain({ at: after })
    void app.realtime.emit(channel, { text: "live" })
    await reads(second, [...missed, "live"])
    expect(eventOf(second, "open")?.channels[0]?.recovered).toBe(true)
    expect(eventOf(second, "gap")).toBeUndefined()
  })

  test("a backlog far larger than what may wait for one client arrives whole, on one connection", async () => {
    const { channel, first, openAgain } = await openRoom(app)
    first.leave()
    const large = Array.from({ length: 60 }, (_, n) => ({ text: `${n} ${"x".repeat(50_000)}` }))
    for (const part of [large.slice(0, 15), large.slice(15, 30), large.slice(30, 45), large.slice(45)]) {
      await app.realtime.publisher.publishAll(channel, part)
    }
    const reader = await openAgain()
    await vi.waitFor(() => expect(texts(reader)).toHaveLength(60), 10_000)
    expect(texts(reader)).toEqual(large.map(({ text }) => text))
    expect(reader.ended()).toBe(false)
    reader.leave()
  })

  test("where a channel forgot where it stands, nobody goes deaf: a gap, and then all that is said", async () => {
    const teamId = newTeam()
    const channel = channels.team.chat.for({ teamId })
    const token = await app.tokenOf("ben", { "x-teams": teamId })
    const first = await app.open(token, [{ name: channel.name }])
    await app.realtime.publisher.publishAll(
      channel,
      ["1", "2", "3"].map((text) => ({ text })),
    )
    await reads(first, ["1", "2", "3"])
    const after = eventOf(first, "open")?.channels[0]?.cursor ?? ""
    first.leave()
    await app.redis.del(`tests:position:${channel.name}`)
    const reader = await app.open(token, [{ name: channel.name, after }])
    await opened(reader)
    await app.realtime.publisher.publishAll(
      channel,
      ["4", "5"].map((text) => ({ text })),
    )
    await reads(reader, ["4", "5"])
    expect(eventOf(reader, "gap")).toBeDefined()
  })

  test("what was trimmed beyond the cursor is told as a gap, before what is left", async () => {
    const roomId = newTeam()
    const channel = channels.short.for({ roomId })
    const token = await app.tokenOf("ben", { "x-teams": roomId })
    const first = await app.open(token, [{ name: channel.name }])
    await opened(first)
    const after = eventOf(first, "open")?.channels[0]?.cursor ?? ""
    await app.realtime.publisher.publishAll(
      channel,
      ["1", "2", "3", "4", "5"].map((text) => ({ text })),
    )
    const second = await app.open(token, [{ name: channel.name, after }])
    await reads(second, ["3", "4", "5"])
    expect(second.events.map(({ type }) => type)).toEqual(["open", "gap", "message", "message", "message"])
    expect(eventOf(second, "open")?.channels[0]?.recovered).toBe(false)
  })

  test("the last trimmed message being the last one seen is no gap", async () => {
    const roomId = newTeam()
    const channel = channels.short.for({ roomId })
    const token = await app.tokenOf("ben", { "x-teams": roomId })
    const first = await app.open(token, [{ name: channel.name }])
    await app.realtime.publisher.publishAll(
      channel,
      ["1", "2"].map((text) => ({ text })),
    )
    await reads(first, ["1", "2"])
    const { epoch } = parse(eventOf(first, "open")?.channels[0]?.cursor)
    const seen = first.events.flatMap((event) => (event.type === "message" ? [event] : [])).at(-1)
    await app.realtime.publisher.publishAll(
      channel,
      ["3", "4", "5"].map((text) => ({ text })),
    )
    const second = await app.open(token, [
      { name: channel.name, after: formatCursor({ id: seen?.id ?? "", epoch, n: 2 }) },
    ])
    await reads(second, ["3", "4", "5"])
    expect(eventOf(second, "gap")).toBeUndefined()
  })

  test("a cursor of another epoch and one from the future are told as gaps", async () => {
    const teamId = newTeam()
    const channel = channels.team.chat.for({ teamId })
    await app.realtime.emit(channel, { text: "one" })
    const token = await app.tokenOf("ben", { "x-teams": teamId })
    for (const after of ["1-0.another.1", "99999999999999-0.another.5"]) {
      const reader = await app.open(token, [{ name: channel.name, after }])
      await vi.waitFor(() => expect(eventOf(reader, "gap")).toBeDefined())
    }
  })

  test("a channel that begins anew while a stream is open is told as a gap, and goes on", async () => {
    const teamId = newTeam()
    const channel = channels.team.chat.for({ teamId })
    const reader = await app.open(await app.tokenOf("ben", { "x-teams": teamId }), [{ name: channel.name }])
    await opened(reader)
    await app.realtime.emit(channel, { text: "before" })
    await reads(reader, ["before"])
    await app.redis.del(`tests:position:${channel.name}`, `tests:log:${channel.name}`)
    await app.realtime.emit(channel, { text: "after" })
    await reads(reader, ["before", "after"])
    expect(reader.events.map(({ type }) => type)).toEqual(["open", "message", "gap", "message"])
  })
})

function parse(cursor = ""): { epoch: string } {
  return { epoch: cursor.split(".")[1] ?? "" }
}
