import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { granting, refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

/** Joins the red team's chat and keeps the numbers of its messages. */
async function joinRed(client = server.client()) {
  const numbers: number[] = []
  client.join(red, (event) => {
    if (event.type === "message") numbers.push(event.message.n)
  })
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  return { client, numbers }
}

test("R-19 before a token ends the next stream opens with a new one, and nothing is lost or doubled", async () => {
  // Tokens of a second are due after a half.
  server.script.authenticate = (_, index) => granting(undefined, index === 0 ? 1 : 3600)
  const { client, numbers } = await joinRed()
  server.streams[0]?.message("team.red.chat", 1)
  server.script.realtime = (open) => void open()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2), 2_000)
  const [old, next] = server.streams
  expect(old?.isClosed).toBe(false)
  expect(client.getSnapshot().state).toBe("open")
  expect(next?.asked.headers.authorization).not.toBe(old?.asked.headers.authorization)
  expect(next?.channels).toEqual(["team.red.chat@1001-0.e1.1"])
  old?.message("team.red.chat", 2)
  next?.open().message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(numbers).toEqual([1, 2, 3]))
  await vi.waitFor(() => expect(old?.isClosed).toBe(true))
  expect(server.askedOf("authenticate")).toHaveLength(2)
})

test("fault 15: while the token endpoint is down the old stream goes on, and is asked with pauses", async () => {
  server.script.authenticate = (_, index) =>
    index === 0 ? granting(undefined, 1) : refusing("UNAVAILABLE", 503)
  const { client, numbers } = await joinRed()
  await vi.waitFor(() => expect(server.askedOf("authenticate").length).toBeGreaterThan(2), 2_000)
  expect(client.getSnapshot().state).toBe("open")
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(numbers).toEqual([1]))
  server.script.authenticate = () => granting()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2), 2_000)
  expect(client.getSnapshot().state).toBe("open")
})

test("a token that was asked for too often is asked for when the server allows it, and the old stream goes on", async () => {
  const askedAt: number[] = []
  server.script.authenticate = (_, index) => {
    askedAt.push(performance.now())
    if (index === 1) return refusing("RATE_LIMITED", 429, { retryAfter: 0.6 })
    return granting(undefined, index === 0 ? 1 : 3600)
  }
  const { client, numbers } = await joinRed()
  await vi.waitFor(() => expect(askedAt).toHaveLength(2), 2_000)
  expect(client.getSnapshot().state).toBe("open")
  server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(numbers).toEqual([1]))
  await vi.waitFor(() => expect(server.streams).toHaveLength(2), 5_000)
  const [, refused = 0, again = 0] = askedAt
  expect(again - refused).toBeGreaterThanOrEqual(600)
  expect(client.getSnapshot().state).toBe("open")
})

test("whoever has no token yet and asks too often waits as long as they are told, and then connects", async () => {
  server.script.authenticate = (_, index) =>
    index === 0 ? refusing("RATE_LIMITED", 429, { retryAfter: 0.3 }) : granting()
  const client = server.client()
  client.join(red, () => undefined)
  await vi.waitFor(() =>
    expect(client.getSnapshot()).toMatchObject({
      state: "waiting",
      error: { data: { type: "RATE_LIMITED" }, retryAfter: 0.3 },
    }),
  )
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"), 3_000)
})

test("renew opens the next stream within the time, then the old one closes", async () => {
  const { numbers } = await joinRed()
  server.streams[0]?.message("team.red.chat", 1).send("renew", { withinMs: 100 })
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(server.streams).toHaveLength(2)
  server.streams[1]?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(numbers).toEqual([1, 2]))
  // The stream ends for the server's reasons: the token is still good.
  expect(server.askedOf("authenticate")).toHaveLength(1)
})

test("an old stream that ends while the next is being opened costs no retry", async () => {
  const { client, numbers } = await joinRed()
  server.script.realtime = (open) => void open()
  server.streams[0]?.send("renew", { withinMs: 1 })
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  server.streams[0]?.end()
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("connecting"))
  server.streams[1]?.open().message("team.red.chat", 1)
  await vi.waitFor(() => expect(numbers).toEqual([1]))
  expect(server.streams).toHaveLength(2)
})

test("reconnect takes a new token and makes before it breaks", async () => {
  const { client } = await joinRed()
  client.reconnect()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  expect(client.getSnapshot().state).toBe("open")
  expect(server.askedOf("authenticate")).toHaveLength(2)
})

test("a channel that a later token grants is joined then", async () => {
  const { client } = await joinRed()
  const told: string[] = []
  client.join(channels.team.chat.for({ teamId: "blue" }), ({ type }) => told.push(type))
  const paths = { "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" }
  server.script.authenticate = () => granting(paths)
  client.reconnect()
  await vi.waitFor(() => expect(told.at(-1)).toBe("open"))
})

test("rights that changed are asked for at once, in a new token and beside the open stream", async () => {
  const { client, numbers } = await joinRed()
  const changed = vi.fn()
  client.onRights(changed)
  server.streams[0]?.message("team.red.chat", 1).send("rights", {})
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  const [old, next] = server.streams
  expect(next?.asked.headers.authorization).not.toBe(old?.asked.headers.authorization)
  next?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(numbers).toEqual([1, 2]))
  expect(changed).toHaveBeenCalledOnce()
})
