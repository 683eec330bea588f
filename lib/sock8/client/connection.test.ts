import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { ChannelEvent } from "./channel-feed"
import { granting, type ScriptedServer, scriptedToken, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const blue = channels.team.chat.for({ teamId: "blue" })
const bothTeams = { "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" }

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
  server.script.authenticate = () => granting(bothTeams)
})

afterEach(() => server.close())

/** A listener that keeps numbers of messages, and types of all else. */
function record() {
  const told: (number | string)[] = []
  const listener = (event: ChannelEvent) => {
    told.push(event.type === "message" ? event.message.n : event.type)
  }
  return { told, listener }
}

test("several channels joined in the same tick make one connection", async () => {
  const client = server.client()
  for (const ref of [red, blue, channels.admin.logs, red]) client.join(ref, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.streams.map(({ channels }) => channels)).toEqual([
    ["team.red.chat", "team.blue.chat", "admin.logs"],
  ])
})

test("nothing is asked for before a channel is joined", async () => {
  const client = server.client()
  expect(client.getSnapshot()).toEqual({ state: "idle" })
  client.reconnect()
  client.close()
  expect(server.asked).toEqual([])
})

test("the state says who is connected", async () => {
  const client = server.client()
  const states: string[] = []
  client.subscribe(() => states.push(client.getSnapshot().state))
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot()).toMatchObject({ state: "open", identity: "ben" }))
  expect(states).toEqual(["connecting", "open"])
})

test("M-19 the token is in the Authorization header, and in no address and no body", async () => {
  const token = scriptedToken()
  const client = server.client({ authToken: token })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  await client.publish(red, { text: "hello" })
  await client.history(red)
  expect(server.asked.map(({ route }) => route)).toEqual(["realtime", "publish", "history"])
  for (const { headers, url, body } of server.asked) {
    expect(headers.authorization).toBe(`Bearer ${token}`)
    expect(`${url} ${JSON.stringify(body)} ${headers.cookie}`).not.toContain(token.split(".")[1])
  }
})

test.each([
  ["R-13 a string", () => scriptedToken()],
  ["R-14 a function", () => () => scriptedToken()],
  ["R-15 an async function", () => async () => scriptedToken()],
])("%s is enough to open a stream on what the token names", async (_, give) => {
  const client = server.client({ authToken: give() })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.streams[0]?.channels).toEqual(["team.red.chat"])
  expect(server.askedOf("authenticate")).toEqual([])
})

test("without a token, channels that are open to everybody are asked for", async () => {
  const client = server.client({ authToken: null })
  client.join(channels.admin.logs, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.askedOf("realtime")[0]?.headers.authorization).toBeUndefined()
})

test("the stream is where authenticate says, unless it was said otherwise", async () => {
  server.script.authenticate = () => {
    const { body } = granting()
    return { body: { ...(body as object), endpoint: `${server.origin}/elsewhere/realtime` } }
  }
  const client = server.client({ endpoint: undefined })
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.askedOf("realtime")[0]?.url.pathname).toBe("/elsewhere/realtime")
})

test("R-18 a stream that breaks off is opened again at the cursor, with nothing lost or doubled", async () => {
  const client = server.client()
  const { told, listener } = record()
  client.join(red, listener)
  await vi.waitFor(() => expect(server.streams[0]).toBeDefined())
  server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(told).toContain(2))
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(server.streams[1]).toBeDefined())
  expect(server.streams[1]?.channels).toEqual(["team.red.chat@1002-0.e1.2"])
  server.streams[1]?.message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(told).toContain(3))
  expect(told).toEqual(["joining", "open", 1, 2, "joining", "open", 3])
})

test("a channel joined later is opened beside the others before the old stream closes", async () => {
  const client = server.client()
  const { told, listener } = record()
  client.join(red, listener)
  await vi.waitFor(() => expect(told).toContain("open"))
  server.script.realtime = (open) => void open()
  client.join(blue, () => undefined)
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  const [old, next] = server.streams
  old?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(told).toContain(1))
  expect(old?.isClosed).toBe(false)
  expect(next?.channels).toEqual(["team.red.chat@1000-0.e1.0", "team.blue.chat"])
  next?.open().message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(old?.isClosed).toBe(true))
  await vi.waitFor(() => expect(told).toContain(2))
  expect(told).toEqual(["joining", "open", 1, 2])
})

test("leaving one of two channels opens a stream without it", async () => {
  const client = server.client()
  client.join(red, () => undefined)
  const leave = client.join(blue, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  leave()
  await vi.waitFor(() => expect(server.streams[1]?.channels).toEqual(["team.red.chat@1000-0.e1.0"]))
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
})

test("the stream closes when the last listener left, and not before", async () => {
  const client = server.client()
  const leaveFirst = client.join(red, () => undefined)
  const leaveSecond = client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  leaveFirst()
  leaveFirst()
  expect(client.getSnapshot().state).toBe("open")
  leaveSecond()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(client.getSnapshot()).toEqual({ state: "idle" })
  expect(server.streams).toHaveLength(1)
})

test("fault 26: who leaves and comes back at once keeps the one connection", async () => {
  const client = server.client()
  client.join(red, () => undefined)()
  const leave = client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  leave()
  const { told, listener } = record()
  client.join(red, listener)
  const graceIsOver = Date.now() + 60
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(graceIsOver))
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(told).toEqual(["open", 1]))
  expect(server.asked.map(({ route }) => route)).toEqual(["authenticate", "realtime"])
})

test("two channels left one after the other close the stream and refuse nothing", async () => {
  const client = server.client({ timings: { graceMs: 60 } })
  const leaveRed = client.join(red, () => undefined)
  const leaveBlue = client.join(blue, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  leaveRed()
  const later = Date.now() + 30
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(later), { interval: 5 })
  leaveBlue()
  await vi.waitFor(() => expect(client.getSnapshot()).toEqual({ state: "idle" }))
  expect(server.streams).toHaveLength(1)
})

test("a gap is told, and the cursor is set behind it", async () => {
  const client = server.client()
  const { told, listener } = record()
  client.join(red, listener)
  await vi.waitFor(() => expect(told).toContain("open"))
  server.streams[0]?.send("gap", { channel: "team.red.chat", cursor: "5000-0.e9.40" })
  await vi.waitFor(() => expect(told).toContain("gap"))
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(server.streams[1]?.channels).toEqual(["team.red.chat@5000-0.e9.40"]))
})

test("what could not be recovered is told as a gap", async () => {
  const client = server.client()
  const { told, listener } = record()
  client.join(red, listener)
  await vi.waitFor(() => expect(told).toContain("open"))
  server.script.realtime = (open) => void open().open({ epoch: "e2", recovered: false })
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(told).toEqual(["joining", "open", "joining", "open", "gap"]))
})

test("a listener that throws stops neither the others nor the stream", async () => {
  const client = server.client()
  const uncaught = vi.fn()
  const before = process.listeners("uncaughtException")
  process.removeAllListeners("uncaughtException")
  process.once("uncaughtException", uncaught)
  client.join(red, (event) => {
    if (event.type === "message") throw new Error("of the listener")
  })
  const { told, listener } = record()
  client.join(red, listener)
  await vi.waitFor(() => expect(told).toContain("open"))
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(told).toContain(1))
  await vi.waitFor(() => expect(uncaught).toHaveBeenCalledOnce())
  for (const handler of before) process.on("uncaughtException", handler)
  expect(client.getSnapshot().state).toBe("open")
})
