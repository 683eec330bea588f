import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import {
  granting,
  refusing,
  type ScriptedServer,
  scriptedToken,
  startScriptedServer,
} from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const never = () => new Promise<never>(() => undefined)

/** Tokens that the test hands over when it likes, in the order in which they were asked for. */
function handedOver() {
  const asked: Array<(token: string) => void> = []
  return { asked, authToken: () => new Promise<string>((give) => asked.push(give)) }
}

const subjectsOf = (route: "realtime" | "publish") =>
  server.askedOf(route).map(({ headers: { authorization = "" } }) => {
    return JSON.parse(Buffer.from(authorization.split(".")[1] ?? "", "base64url").toString()).sub
  })

describe("a request for a token that is never answered", () => {
  test("counts as failed after `requestMs`, and is tried again like any other", async () => {
    const authToken = vi.fn<() => Promise<string>>(never)
    const client = server.client({ authToken, timings: { requestMs: 50 } })
    client.join(red, () => undefined)
    await vi.waitFor(() =>
      expect(client.getSnapshot()).toMatchObject({ state: "waiting", error: { data: { type: "NETWORK" } } }),
    )
    authToken.mockImplementation(async () => scriptedToken())
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  })

  test("keeps no publish waiting for ever", async () => {
    const client = server.client({ authToken: never, timings: { requestMs: 20 } })
    await expect(client.publish(red, { text: "x" })).rejects.toMatchObject({ data: { type: "NETWORK" } })
  })
})

describe("`reconnect` while a token is asked for", () => {
  test("begins a new generation: the slow answer, which is the old person's, is thrown away", async () => {
    const { asked, authToken } = handedOver()
    const client = server.client({ authToken })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    const published = client.publish(red, { text: "x" })
    client.reconnect()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    asked[0]?.(scriptedToken({ sub: "ben" }))
    asked[1]?.(scriptedToken({ sub: "bea" }))
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    await published
    expect([...subjectsOf("realtime"), ...subjectsOf("publish")]).toEqual(["bea", "bea"])
    expect(client.describeToken().token?.claims).toMatchObject({ sub: "bea" })
  })

  test("many times in one task asks for one token, and opens one stream", async () => {
    const authToken = vi.fn(() => scriptedToken())
    for (const options of [{}, { authToken }]) {
      const before = server.streams.length
      const client = server.client(options)
      client.join(red, () => undefined)
      await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
      for (let times = 0; times < 200; times += 1) client.reconnect()
      await vi.waitFor(() => expect(server.streams[before]?.isClosed).toBe(true))
      expect(server.streams.length - before).toBe(2)
    }
    expect(server.askedOf("authenticate")).toHaveLength(2)
    expect(authToken).toHaveBeenCalledTimes(2)
  })

  test("does not wait for an answer that never comes", async () => {
    const authToken = vi.fn<() => Promise<string>>(never)
    const client = server.client({ authToken, timings: { requestMs: 600_000 } })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(authToken).toHaveBeenCalledOnce())
    authToken.mockImplementation(async () => scriptedToken())
    client.reconnect()
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  })

  test("throws away a refusal of the old person, too", async () => {
    const holds: Array<() => void> = []
    server.script.authenticate = (_, index) =>
      index === 0 ? refusing("ACCOUNT_SUSPENDED", 403) : granting(undefined, 3600, "bea")
    const hold = new Promise<void>((go) => holds.push(go))
    const client = server.client({
      fetch: async (input, init) => {
        const isFirst = server.asked.length === 0
        const response = await fetch(input, init)
        if (isFirst) await hold
        return response
      },
    })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(server.askedOf("authenticate")).toHaveLength(1))
    client.reconnect()
    holds[0]?.()
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  })
})

test("rights that change while a stream is being opened are in the token of the next one", async () => {
  const both = { "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" }
  let grants: Record<string, string> = { "team.red.chat": "team.{teamId}.chat" }
  server.script.authenticate = () => granting(grants)
  // The second stream, which is opened with yesterday's token, is not open when the rights change.
  server.script.realtime = (open, _, index) => void (index === 1 ? open() : open().open())
  let wake = (): void => undefined
  const client = server.client({
    signals: (onWake) => {
      wake = () => onWake("online")
      return () => undefined
    },
  })
  client.join(red, () => undefined)
  client.join(channels.team.chat.for({ teamId: "blue" }), () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  wake()
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  grants = both
  server.streams[0]?.send("rights", {})
  await vi.waitFor(() => expect(client.describeToken().refreshes.length).toBeGreaterThan(0))
  server.streams[1]?.open()
  await vi.waitFor(() =>
    expect(
      server.streams
        .at(-1)
        ?.channels.sort()
        .map((name) => name.split("@")[0]),
    ).toEqual(Object.keys(both).sort()),
  )
})
