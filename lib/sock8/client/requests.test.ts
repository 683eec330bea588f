import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { granting, refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { scriptedMessage } from "./scripted-stream"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const ids = () => server.askedOf("publish").map(({ body }) => body.id)

test("publishing resolves with the acknowledgement", async () => {
  expect(await server.client().publish(red, { text: "hello" })).toEqual({ id: "2000-0" })
  const [asked] = server.askedOf("publish")
  expect(asked?.body).toEqual({
    channel: "team.red.chat",
    data: { text: "hello" },
    id: expect.stringMatching(/^[\w-]{1,64}$/),
  })
})

test("fault 29: a publish that failed on the way is tried again with the same id", async () => {
  server.script.publish = (_, index) =>
    [refusing("UNAVAILABLE", 503), { type: "text/html", body: "portal" }][index] ?? { body: { id: "2000-0" } }
  await server.client().publish(red, { text: "hello" })
  expect(ids()).toHaveLength(3)
  expect(new Set(ids()).size).toBe(1)
})

test("two publishes have two ids, unless the caller gives them", async () => {
  const client = server.client()
  await client.publish(red, { text: "a" })
  await client.publish(red, { text: "a" })
  await client.publish(red, { text: "a" }, { id: "mine" })
  expect(new Set(ids()).size).toBe(3)
  expect(ids()[2]).toBe("mine")
})

test("a publish outlives the page where that is asked for, and not otherwise", async () => {
  const kept: unknown[] = []
  const client = server.client({
    fetch: (input, init) => {
      if (String(input).endsWith("/publish")) kept.push(init?.keepalive)
      return fetch(input, init)
    },
  })
  await client.publish(red, { text: "a" })
  await client.publish(red, { text: "b" }, { keepalive: true })
  expect(kept).toEqual([false, true])
})

test("a publish is tried four times at most", async () => {
  server.script.publish = () => refusing("UNAVAILABLE", 503)
  const publishing = server.client().publish(red, { text: "hello" })
  await expect(publishing).rejects.toMatchObject({ data: { type: "UNAVAILABLE" } })
  expect(ids()).toHaveLength(4)
})

test("a server that cannot be reached is the network's error", async () => {
  const client = server.client({ authToken: "opaque", channelsEndpoint: "http://127.0.0.1:1" })
  await expect(client.history(channels.admin.logs)).rejects.toMatchObject({ data: { type: "NETWORK" } })
})

describe("a refusal is told at once", () => {
  test.each([
    ["INVALID_PAYLOAD", 422],
    ["NOT_GRANTED_PUBLISH", 403],
    ["ID_CONFLICT", 409],
    ["PAYLOAD_TOO_LARGE", 413],
  ] as const)("%s", async (code, status) => {
    server.script.publish = () => refusing(code, status, { issues: ["text: too long"], detail: "more" })
    await expect(server.client().publish(red, { text: "" })).rejects.toMatchObject({
      message: `Title of ${code}`,
      data: { type: code, status, issues: ["text: too long"], detail: "more" },
    })
    expect(ids()).toHaveLength(1)
  })

  test("a limit, with the time after which to try", async () => {
    server.script.publish = () => ({ status: 429, headers: { "retry-after": "7" }, body: "slow down" })
    const publishing = server.client().publish(red, { text: "" })
    await expect(publishing).rejects.toMatchObject({
      retryAfter: 7,
      data: { status: 429, body: "slow down" },
    })
    expect(ids()).toHaveLength(1)
  })

  test("a server that is away for long", async () => {
    server.script.publish = () => refusing("UNAVAILABLE", 503, { retryAfter: 60 })
    await expect(server.client().publish(red, { text: "" })).rejects.toMatchObject({ retryAfter: 60 })
    expect(ids()).toHaveLength(1)
  })
})

test("M-17 TOKEN_EXPIRED takes a new token and the same id", async () => {
  server.script.publish = (_, index) =>
    index === 0 ? refusing("TOKEN_EXPIRED", 401) : { body: { id: "2000-0" } }
  await server.client().publish(red, { text: "hello" })
  const [first, second] = server.askedOf("publish")
  expect(second?.headers.authorization).not.toBe(first?.headers.authorization)
  expect(second?.body).toEqual(first?.body)
})

test("a channel that was not granted is refused without asking", async () => {
  const publishing = server.client().publish(channels.team.chat.for({ teamId: "blue" }), { text: "" })
  await expect(publishing).rejects.toMatchObject({ data: { type: "FORBIDDEN_CHANNEL" } })
  expect(server.askedOf("publish")).toEqual([])
})

test("history asks for a page and reads it", async () => {
  server.script.history = () => ({
    body: { messages: [scriptedMessage("team.red.chat", 1), { broken: true }], next: "1001-0" },
  })
  const page = await server.client().history(red, { before: "1005-0", limit: 2 })
  expect(page).toEqual({ messages: [scriptedMessage("team.red.chat", 1)], next: "1001-0" })
  const [asked] = server.askedOf("history")
  expect(asked?.method).toBe("GET")
  expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
    channel: "team.red.chat",
    before: "1005-0",
    limit: "2",
  })
})

test("R-19 streams, publishes and pages share one token", async () => {
  server.script.authenticate = () => granting()
  const client = server.client()
  client.join(red, () => undefined)
  await Promise.all([
    client.publish(red, { text: "a" }),
    client.publish(red, { text: "b" }),
    client.history(red),
  ])
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.askedOf("authenticate")).toHaveLength(1)
})
