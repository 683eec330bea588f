/** Rights that change faster than a token is made and used: each token is refused, and the next one may be good. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { refusing, type ScriptedServer, scriptedToken, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const expired = refusing("TOKEN_EXPIRED", 401)

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

/** Joins, and notes every state that the client is in. */
function joinNoting(options = {}) {
  const client = server.client(options)
  const states: string[] = []
  client.subscribe(() => states.push(client.getSnapshot().state))
  client.join(red, () => undefined)
  return { client, states }
}

test("four tokens in a row that expired before they were used delay a stream, and do not end it", async () => {
  server.script.realtime = (open, _, index) => (index < 4 ? expired : void open().open())
  const { states } = joinNoting()
  await vi.waitFor(() => expect(states.at(-1)).toBe("open"))
  expect(states).not.toContain("refused")
  expect(server.askedOf("authenticate")).toHaveLength(5)
})

test("a server that takes every token for expired is asked five times, with growing pauses", async () => {
  server.script.realtime = () => expired
  const { states } = joinNoting({ random: () => 1, timings: { baseMs: 10, capMs: 1_000 } })
  await vi.waitFor(() => expect(states.at(-1)).toBe("refused"))
  const times = server.askedOf("realtime").map(({ at }) => at)
  expect(times).toHaveLength(5)
  // 20, 40 and 80 ms after the second.
  expect((times[4] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(135)
})

test("a stream that opens in between begins the count again", async () => {
  server.script.realtime = (open, _, index) => {
    if (index % 4 !== 3) return expired
    const stream = open().open()
    if (index < 11) stream.send("close", { code: "TOKEN_EXPIRED" }).end()
    return undefined
  }
  const { client, states } = joinNoting()
  await vi.waitFor(() => expect(server.streams).toHaveLength(3))
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(states).not.toContain("refused")
})

test("however often rights change, the open stream stays until one with a new token is open", async () => {
  const changes = 8
  server.script.realtime = (open, _, index) => {
    if (index === 0) return void open().open().send("rights", {})
    if (index > changes) return void open().open()
    server.streams[0]?.send("rights", {})
    return expired
  }
  const { states } = joinNoting()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(new Set(states)).toEqual(new Set(["connecting", "open"]))
})

test("a function that gives the refused token again has no better one: it is not asked five times", async () => {
  server.script.realtime = () => expired
  const text = scriptedToken()
  const give = vi.fn(() => text)
  const { states } = joinNoting({ authToken: give })
  await vi.waitFor(() => expect(states.at(-1)).toBe("refused"))
  expect(server.askedOf("realtime")).toHaveLength(1)
  expect(give).toHaveBeenCalledTimes(2)
})

describe.each(["publish", "history"] as const)("a request to %s", (route) => {
  const ask = () =>
    route === "publish" ? server.client().publish(red, { text: "x" }) : server.client().history(red)

  test("succeeds after four tokens that expired before they were used", async () => {
    const answer = server.script[route]
    server.script[route] = (asked, index) => (index < 4 ? expired : answer(asked, index))
    await ask()
    expect(server.askedOf("authenticate")).toHaveLength(5)
    expect(new Set(server.askedOf(route).map(({ body }) => body.id)).size).toBe(1)
  })

  test("is refused with the fifth", async () => {
    server.script[route] = () => expired
    await expect(ask()).rejects.toMatchObject({ data: { type: "TOKEN_EXPIRED" } })
    expect(server.askedOf(route)).toHaveLength(5)
  })

  test("is refused with the second token that is invalid", async () => {
    server.script[route] = () => refusing("INVALID_TOKEN", 401)
    await expect(ask()).rejects.toMatchObject({ data: { type: "INVALID_TOKEN" } })
    expect(server.askedOf(route)).toHaveLength(2)
  })
})
