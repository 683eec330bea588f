import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { ChannelLog } from "./channel-log"
import { ChannelLogs } from "./channel-logs"
import type { RealtimeClient } from "./client"
import { Pacer } from "./pacer"
import { keepHistory, numbersOf } from "./scripted-history"
import { granting, refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const name = "team.red.chat"

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const keeping = (last: number) => keepHistory(server, name, last)

test("nothing is asked for before somebody watches", async () => {
  const log = new ChannelLog(server.client(), red, { history: 10 })
  const idle = { messages: [], status: { state: "idle" }, error: undefined, older: { state: "more" } }
  expect(log.getSnapshot()).toEqual(idle)
  expect(server.asked).toEqual([])
})

test("the stream is open before the history is read, so that nothing falls between", async () => {
  keeping(3)
  server.script.realtime = (open) => void open().open().message(name, 1, "between")
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  expect(numbersOf(log)).toEqual([1, 2, 3])
  expect(server.asked.map(({ route }) => route)).toEqual(["authenticate", "realtime", "history"])
})

test("a long history is read page by page, and a short one to its beginning", async () => {
  keeping(250)
  const log = new ChannelLog(server.client(), red, { history: 230 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  expect(numbersOf(log)).toEqual(Array.from({ length: 230 }, (_, index) => index + 21))
  const limits = server.askedOf("history").map(({ url }) => url.searchParams.get("limit"))
  expect(limits).toEqual(["100", "100", "30"])
})

test("only the latest are kept, at least as many as the history asks for", async () => {
  const log = new ChannelLog(server.client(), red, { keep: 3 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  for (const n of [1, 2, 3, 4, 5]) server.streams[0]?.message(name, n)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([3, 4, 5]))
})

test("S-24 what comes within a pause is shown together, and the value does not wait", async () => {
  const log = new ChannelLog(server.client(), red, { pacer: new Pacer(600_000) })
  let rendered = 0
  log.subscribe(() => rendered++)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  const before = rendered
  for (const n of [1, 2, 3]) {
    server.streams[0]?.message(name, n)
    await vi.waitFor(() => expect(numbersOf(log)).toContain(n))
  }
  expect(rendered).toBe(before + 1)
})

test("a history that cannot be read is told, and the channel is open all the same", async () => {
  server.script.history = () => refusing("INVALID_REQUEST", 400)
  const log = new ChannelLog(server.client(), red, { history: 3 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  expect(log.getSnapshot().error?.data.type).toBe("INVALID_REQUEST")
  server.streams[0]?.message(name, 1)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1]))
})

test("a refused channel says why", async () => {
  const log = new ChannelLog(server.client(), channels.team.chat.for({ teamId: "blue" }))
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("refused"))
  expect(log.getSnapshot().error?.message).toBe("This channel was not granted to you")
})

test("R-18 what was shown stays while the stream is away, and goes on behind it", async () => {
  keeping(2)
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
  server.streams[0]?.message(name, 1).message(name, 2).message(name, 3)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3]))
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  server.streams[1]?.message(name, 4)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3, 4]))
  expect(server.askedOf("history")).toHaveLength(1)
})

test("several channels are one value, and the same one until something changes", async () => {
  server.script.authenticate = () =>
    granting({ [name]: "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" })
  const blue = channels.team.chat.for({ teamId: "blue" })
  const logs = new ChannelLogs(server.client(), [red, blue], {})
  const leave = logs.subscribe(() => undefined)
  await vi.waitFor(() =>
    expect(logs.getSnapshot().map(({ status }) => status.state)).toEqual(["open", "open"]),
  )
  server.streams[0]?.message(name, 1)
  await vi.waitFor(() => expect(logs.getSnapshot().map(({ messages }) => messages.length)).toEqual([1, 0]))
  expect(logs.getSnapshot()).toBe(logs.getSnapshot())
  leave()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
})

test("older messages are read in steps of 50 and in order, until nothing older is kept", async () => {
  keeping(130)
  const log = new ChannelLog(server.client(), red, { history: 10, keep: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  const range = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
  for (const [first, state] of [
    [71, "more"],
    [21, "more"],
    [1, "none"],
  ] as const) {
    log.readOlder()
    // A second press while the page is on its way asks for nothing more.
    log.readOlder()
    expect(log.getSnapshot().older).toEqual({ state: "reading" })
    await vi.waitFor(() => expect(log.getSnapshot().older).toEqual({ state }))
    expect(numbersOf(log)).toEqual(range(first, 130))
  }
  log.readOlder()
  expect(server.askedOf("history")).toHaveLength(4)
})

test("older messages that are refused say why, what is shown stays, and they can be asked for again", async () => {
  keeping(130)
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(log.getSnapshot().status.state).toBe("open"))
  server.script.history = () => refusing("REVOKED", 403)
  log.readOlder()
  await vi.waitFor(() => expect(log.getSnapshot().older).toMatchObject({ state: "failed" }))
  expect(log.getSnapshot().older).toMatchObject({ error: { data: { type: "REVOKED" } } })
  expect(numbersOf(log)).toHaveLength(10)
  keeping(130)
  log.readOlder()
  await vi.waitFor(() => expect(numbersOf(log)).toHaveLength(60))
})

test("a page of the past that does not join what is shown any more is not shown", async () => {
  keeping(130)
  const client = server.client()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow: RealtimeClient = {
    ...client,
    async history(ref, options) {
      const page = await client.history(ref, options)
      // The page of the past comes when the history behind the gap is there.
      if (options?.before !== undefined) await held
      return page
    },
  }
  const log = new ChannelLog(slow, red, { history: 3 })
  let looks = 0
  log.subscribe(() => {
    looks += 1
  })
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([128, 129, 130]))
  log.readOlder()
  await vi.waitFor(() => expect(server.askedOf("history")).toHaveLength(2))
  keeping(300)
  server.streams[0]?.send("gap", { channel: name, cursor: "1299-0.e1.299" }).message(name, 300)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([298, 299, 300]))
  const before = looks
  release()
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before))
  expect(log.getSnapshot().older.state).toBe("more")
  expect(numbersOf(log)).toEqual([298, 299, 300])
})

test("what Redis lost is not shown any more once the history was read behind the gap", async () => {
  keeping(3)
  server.script.realtime = (open) => void open().open({ at: 3 })
  const log = new ChannelLog(server.client(), red, { history: 10 })
  log.subscribe(() => undefined)
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2, 3]))
  keeping(2)
  server.streams[0]?.send("gap", { channel: name, cursor: "1002-0.e2.2" })
  await vi.waitFor(() => expect(numbersOf(log)).toEqual([1, 2]))
})
