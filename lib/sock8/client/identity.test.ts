import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { ChannelLog } from "./channel-log"
import type { RealtimeClient } from "./client"
import { outboxOf } from "./outbox"
import {
  granting,
  refusing,
  type ScriptedServer,
  scriptedToken,
  startScriptedServer,
} from "./scripted-server"
import { isOpen, red, tabsForEachTest } from "./tabs/scripted-tabs"
import { channels } from "./test-channels"

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const signInAs = (identity: string, life?: number) => {
  server.script.authenticate = () => granting(undefined, life, identity)
}

const changed = { data: { type: "IDENTITY_CHANGED" } }

const isRefused = (client: RealtimeClient) =>
  vi.waitFor(() => expect(client.getSnapshot()).toMatchObject({ state: "refused", error: changed }))

const isOpened = (client: RealtimeClient) => vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))

/** Whose tokens the server saw, at the routes that take one. */
const usersSeen = () =>
  new Set(
    server.asked.flatMap(({ headers: { authorization = "" } }) => {
      const claims = authorization.split(".")[1]
      return claims === undefined ? [] : [JSON.parse(Buffer.from(claims, "base64url").toString()).sub]
    }),
  )

describe("a client that knows whom its page shows", () => {
  test("ends the stream where the next token is another person's, and does not use that token", async () => {
    signInAs("ben", 0.2)
    const client = server.client({ identity: "ben" })
    const log = new ChannelLog<{ text: string }>(client, red)
    log.subscribe(() => undefined)
    await isOpened(client)
    server.streams.at(-1)?.message("team.red.chat", 1)
    await vi.waitFor(() => expect(log.getSnapshot().messages).toHaveLength(1))
    signInAs("bea")
    await isRefused(client)
    await vi.waitFor(() => expect(server.streams.every(({ isClosed }) => isClosed)).toBe(true))
    expect(usersSeen()).toEqual(new Set(["ben"]))
    expect(log.getSnapshot()).toMatchObject({
      status: { state: "refused" },
      messages: [{ data: { text: "m1" } }],
    })
  })

  test("names the person to the server, and ends the stream where it refuses to sign for them", async () => {
    signInAs("ben")
    const client = server.client({ identity: "ben" })
    new ChannelLog(client, red).subscribe(() => undefined)
    await isOpened(client)
    const asked = server.askedOf("authenticate")[0]
    expect(asked?.headers["expected-identity"]).toBe("ben")
    const problem = {
      type: "about:blank",
      title: "Another person is signed in now",
      code: "IDENTITY_CHANGED",
    }
    server.script.authenticate = () => ({ status: 409, body: { ...problem, status: 409 } })
    client.reconnect()
    await isRefused(client)
    await vi.waitFor(() => expect(server.streams.every(({ isClosed }) => isClosed)).toBe(true))
  })

  test("publishes and reads nothing with another person's token, ends the stream, and keeps what was typed", async () => {
    let now = Date.now()
    const client = server.client({ identity: "ben", now: () => now })
    client.join(red, () => undefined)
    await isOpened(client)
    signInAs("bea")
    now += 3_600_000
    const outbox = outboxOf(client, red)
    await expect(outbox.publish({ text: "typed as Ben" }, { id: "m1" })).rejects.toMatchObject(changed)
    await expect(client.history(red)).rejects.toMatchObject(changed)
    await isRefused(client)
    await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
    outbox.again("m1")
    await vi.waitFor(() => expect(outbox.getSnapshot()).toMatchObject([{ state: "failed" }]))
    expect(outbox.getSnapshot()).toMatchObject([{ data: { text: "typed as Ben" }, error: changed }])
    expect([...server.askedOf("publish"), ...server.askedOf("history")]).toEqual([])
  })

  test("is refused before it joins anything, and by the `sub` of a token that the app was given", async () => {
    const client = server.client({ identity: "ben", authToken: scriptedToken({ sub: "bea" }) })
    await expect(client.publish(red, { text: "x" })).rejects.toMatchObject(changed)
    await isRefused(client)
    client.join(red, () => undefined)
    await isRefused(client)
    expect(server.asked).toEqual([])
  })

  test("uses no stream that opens for another person", async () => {
    server.script.realtime = (open) => void open().open({ identity: "bea" }).message("admin.logs", 1)
    const told: string[] = []
    const client = server.client({ identity: "ben", authToken: "opaque" })
    client.join(channels.admin.logs, ({ type }) => told.push(type))
    await isRefused(client)
    expect(told).toEqual(["joining", "refused"])
    await expect(client.history(channels.admin.logs)).rejects.toMatchObject(changed)
    expect(server.askedOf("history")).toEqual([])
  })

  test("stays refused where the server refused once, whoever signs in afterwards", async () => {
    server.script.authenticate = () => refusing("IDENTITY_CHANGED", 409)
    const other = server.client({ identity: "ben" })
    await expect(other.publish(red, { text: "x" })).rejects.toMatchObject(changed)
    await isRefused(other)
    signInAs("ben")
    await expect(other.publish(red, { text: "x" })).rejects.toMatchObject(changed)
    expect(server.askedOf("publish")).toEqual([])
  })

  test("goes on with a new session of the same person, and by `reconnect` when that one is back", async () => {
    signInAs("ben", 0.2)
    const client = server.client({ identity: "ben" })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(server.streams.length).toBeGreaterThan(2))
    signInAs("bea")
    await isRefused(client)
    signInAs("ben")
    client.reconnect()
    await isOpened(client)
    expect(usersSeen()).toEqual(new Set(["ben"]))
  })
})

test("a client that is told of no person goes on with the token of another", async () => {
  signInAs("ben", 0.2)
  const client = server.client()
  client.join(red, () => undefined)
  await isOpened(client)
  signInAs("bea")
  await vi.waitFor(() => expect(usersSeen()).toEqual(new Set(["ben", "bea"])))
  await isOpened(client)
})

describe("tabs", () => {
  const tabs = tabsForEachTest()

  test("of another person share nothing with a page that shows this one", async () => {
    const ben = tabs.open({ identity: "ben", authToken: scriptedToken() })
    await vi.waitFor(() => expect(isOpen(ben)).toBe(true))
    tabs.server.script.realtime = (open) => void open().open({ identity: "bea" })
    const bea = tabs.open({ identity: "bea", authToken: scriptedToken({ sub: "bea" }) })
    await vi.waitFor(() => expect(isOpen(bea)).toBe(true))
    expect(tabs.live()).toHaveLength(2)
  })

  test("whose shared stream turns out to be another person's do not use it", async () => {
    const first = tabs.open()
    await vi.waitFor(() => expect(isOpen(first)).toBe(true))
    tabs.server.script.realtime = (open) => void open().open({ identity: "bea" }).message("team.red.chat", 1)
    const second = tabs.open({ identity: "ben" })
    await vi.waitFor(() => expect(isOpen(second)).toBe(true))
    first.tab.kill()
    await isRefused(second.client)
    expect(second.told).toEqual(["joining", "open", "refused"])
  })
})
