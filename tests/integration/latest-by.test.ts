/** Channels that keep only the latest message about each thing, on both kinds of Redis. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { type App, channels, eventOf, type Reader, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

/** Nothing is asked but by the tests. */
const quiet = { probeEveryMs: 3_600_000, watchEveryMs: 3_600_000 }

describe.each(backendNames)("the latest about each thing, with Redis %s", (name) => {
  const apps: App[] = []
  afterEach(() => {
    for (const app of apps.splice(0)) app.realtime.close()
  })

  const sheet = channels.sheet.for({ sheetId: "board" })

  /** An app over an empty channel. */
  async function begin() {
    const app = startApp(backends.servers[name], { ...quiet, warmMs: 0 })
    apps.push(app)
    await app.redis.del(`tests:position:${sheet.name}`, `tests:log:${sheet.name}`)
    const token = await app.tokenOf("ben", { "x-teams": "board" })
    const write = (line: number, text: string) => app.realtime.emit(sheet, { line, text })
    return { app, token, write }
  }

  async function history(app: App, token: string): Promise<string[]> {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await app.call(`/api/channels/history?channel=${sheet.name}`, { headers })
    const { messages } = await answer.json()
    return messages.map(
      ({ n, data }: { n: number; data: { line: number; text: string } }) => `${n} ${data.line} ${data.text}`,
    )
  }

  const told = (reader: Reader) =>
    reader.events.flatMap((event) => {
      if (event.type === "gap") return ["gap"]
      return event.type === "message" ? [String(event.n)] : []
    })

  test("the history has one message about each, however often the others were replaced", async () => {
    const { app, token, write } = await begin()
    await write(0, "first")
    await write(1, "second")
    await write(2, "third")
    for (let round = 0; round < 20; round += 1) await write(1, `round ${round}`)
    expect(await history(app, token)).toEqual(["1 0 first", "3 2 third", "23 1 round 19"])
  })

  test("several at once replace each other, too, and those before them", async () => {
    const { app, token, write } = await begin()
    await write(0, "before")
    await app.realtime.publisher.publishAll(sheet, [
      { line: 0, text: "a" },
      { line: 1, text: "b" },
      { line: 0, text: "c" },
    ])
    expect(await history(app, token)).toEqual(["3 1 b", "4 0 c"])
  })

  test("a repeated message is said once, also after it was replaced", async () => {
    const { app, token, write } = await begin()
    const data = { line: 0, text: "mine" }
    const say = async () => (await app.publish(token, { channel: sheet.name, data, id: "once" })).json()
    const first = await say()
    await write(0, "theirs")
    expect(await say()).toEqual(first)
    expect(await history(app, token)).toEqual(["2 0 theirs"])
  })

  test("live it is told message by message; who comes back and missed what was replaced is told a gap", async () => {
    const { app, token, write } = await begin()
    const reader = await app.open(token, [{ name: sheet.name }])
    await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
    const cursor = eventOf(reader, "open")?.channels[0]?.cursor ?? ""
    await write(0, "a")
    await write(0, "ab")
    await write(1, "c")
    await vi.waitFor(() => expect(told(reader)).toEqual(["1", "2", "3"]))
    reader.leave()

    const other = startApp(backends.servers[name], quiet)
    apps.push(other)
    const back = await other.open(token, [{ name: sheet.name, after: cursor }])
    await vi.waitFor(() => expect(told(back)).toEqual(["gap"]))
    await write(2, "d")
    await vi.waitFor(() => expect(told(back)).toEqual(["gap", "4"]))
    back.leave()
    // From there on nothing was replaced, so that nothing is missing.
    await write(0, "e")
    const again = await other.open(token, [{ name: sheet.name, after: eventOf(back, "gap")?.cursor ?? "" }])
    await vi.waitFor(() => expect(told(again)).toEqual(["4", "5"]))
    again.leave()
  })

  test("what says nothing of the thing it is about is refused", async () => {
    const { app } = await begin()
    const strange = { definition: { ...sheet.definition, config: { latestBy: "line" } } }
    const { schema } = channels.lobby.definition
    const saying = app.realtime.publisher.publish(
      { ...sheet, definition: { ...strange.definition, schema } },
      { text: "of no line" },
      { from: null },
    )
    await expect(saying).rejects.toMatchObject({ code: "INVALID_PAYLOAD" })
  })

  test("saying it costs one command, as on any channel", async () => {
    const { write } = await begin()
    await write(0, "once")
    const before = backends.servers[name].stats().commands
    await write(0, "twice")
    expect(backends.servers[name].stats().commands - before).toBe(1)
  })
})
