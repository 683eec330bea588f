/** What an open connection may have while its rules are being asked again, and when they change meanwhile. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { serve } from "./http-front"
import { type App, authorize, channels, eventOf, startApp, teamsOf, texts } from "./realtime-world"

let upstash: EmbeddedUpstash
let app: App
/** What the rules wait for after they have read who is in which team. */
let underway: Promise<void> = Promise.resolve()
let answer: () => void = () => undefined
/** How often the rules were asked again, and how many messages were handed to clients. */
let asked = 0
let told = 0

beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "reconsider" })
  app = startApp(upstash, {
    watchEveryMs: 3_600_000,
    onTold() {
      told += 1
    },
    async authorize(conn) {
      await authorize(conn)
      asked += 1
      await underway
    },
  })
})
beforeEach(() => {
  teamsOf.set("ben", ["red", "blue"])
  underway = Promise.resolve()
  asked = 0
  told = 0
})
afterAll(async () => {
  app.leaveAll()
  app.realtime.close()
  await upstash.close()
})

const red = channels.team.chat.for({ teamId: "red" })
const blue = channels.team.chat.for({ teamId: "blue" })
const open = async () => app.open(await app.tokenOf("ben"), [{ name: red.name }, { name: blue.name }])
/** As the signal of another process comes in. */
const changed = () => app.realtime.connections.receive({ type: "rights", identity: "ben" })
const hold = () => {
  underway = new Promise((resolve) => (answer = resolve))
}

test("nothing is delivered while the rules are asked, and what they do not grant any more never is", async () => {
  const reader = await open()
  await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
  hold()
  teamsOf.set("ben", ["blue"])
  changed()
  await vi.waitFor(() => expect(asked).toBe(1))
  await app.realtime.emit(red, { text: "for those who stayed" })
  await app.realtime.emit(blue, { text: "for both" })
  await vi.waitFor(() => expect(told).toBe(2))
  expect(texts(reader)).toEqual([])
  const channelsBefore = app.realtime.hub.size().channels
  answer()
  await vi.waitFor(() => expect(texts(reader)).toEqual(["for both"]))
  expect(eventOf(reader, "refused")).toMatchObject({ channel: red.name, code: "REVOKED" })
  expect(app.realtime.hub.size().channels, "nobody listens to it any more").toBe(channelsBefore - 1)
  reader.leave()
})

test("rights that change again while the rules are asked are asked about once more", async () => {
  const reader = await open()
  await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
  hold()
  changed()
  await vi.waitFor(() => expect(asked).toBe(1))
  teamsOf.set("ben", ["blue"])
  changed()
  answer()
  await vi.waitFor(() => expect(eventOf(reader, "refused")).toMatchObject({ channel: red.name }))
  expect(asked).toBe(2)
  reader.leave()
})

test("rights that change while the stream is being opened are asked about when it is open", async () => {
  const token = await app.tokenOf("ben")
  const before = app.realtime.connections.size()
  const opening = app.open(token, [{ name: red.name }, { name: blue.name }])
  // It is registered, and Redis has not answered yet: that takes many turns more.
  while (app.realtime.connections.size() === before) await new Promise(setImmediate)
  teamsOf.set("ben", ["blue"])
  changed()
  expect(asked).toBe(0)
  const reader = await opening
  await vi.waitFor(() => expect(eventOf(reader, "refused")).toMatchObject({ channel: red.name }))
  reader.leave()
})

test("a connection that Redis counted, and could not say so, is given back", async () => {
  let isCut = false
  const front = await serve(async (request) => {
    const { pathname } = new URL(request.url)
    const { method, headers, signal } = request
    const body = method === "POST" ? await request.text() : null
    const answered = await fetch(`${upstash.url}${pathname}`, { method, headers, body, signal })
    return isCut ? new Response("{}", { status: 502 }) : new Response(answered.body, answered)
  })
  const behind = startApp({ url: `http://127.0.0.1:${front.port}`, token: upstash.token })
  const token = await behind.tokenOf("mia")
  const own = [{ name: "notification.mia" }]
  const first = await behind.open(token, own)
  expect(first.response.status).toBe(200)
  first.leave()
  const openOf = () => app.realtime.leases.listOf(["mia"])
  await vi.waitFor(async () => expect(await openOf()).toEqual([]))
  isCut = true
  expect((await behind.open(token, own)).response.status).toBe(503)
  isCut = false
  await vi.waitFor(async () => expect(await openOf()).toEqual([]))
  behind.realtime.close()
  await front.close()
})
