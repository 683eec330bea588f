import { expect, test, vi } from "vitest"
import { SCRIPTED_HEADER, startScriptedServer } from "../scripted-server"
import { channels } from "../test-channels"
import { isOpen, numbers, red, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()

const token = (claims: object) =>
  [SCRIPTED_HEADER, Buffer.from(JSON.stringify(claims)).toString("base64url"), "s"].join(".")
const permissions = { rooms: ["team.red.chat"] }
const ben = { sub: "ben", sid: "s1", iat: 1, exp: 3601, permissions }

test.each([
  ["another person", token({ ...ben, sub: "bea" })],
  ["the same person in another session", token({ ...ben, sid: "s2" })],
  ["fewer grants", token({ ...ben, permissions: { rooms: ["team.red.chat", "team.blue.chat"] } })],
  ["nobody", null],
  ["a token that says nothing", "opaque"],
])("a tab of %s has a stream of its own and hears nothing of the first", async (_, other) => {
  const first = tabs.open({ authToken: token(ben) })
  await vi.waitFor(() => expect(isOpen(first)).toBe(true))
  const second = tabs.open({ authToken: other }, channels.admin.logs as unknown as typeof red)
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  expect(tabs.live().map(({ channels }) => channels)).toEqual([["team.red.chat"], ["admin.logs"]])
  tabs.server.streams[0]?.message("team.red.chat", 1)
  tabs.server.streams[1]?.message("admin.logs", 7)
  await vi.waitFor(() => expect([numbers(first), numbers(second)]).toEqual([[1], [7]]))
})

test("a tab of another server has a stream of its own", async () => {
  const other = await startScriptedServer()
  const opened = [tabs.server, other].map((server) => {
    const client = server.client({ tabs: tabs.browser.open(), authToken: token(ben) })
    client.join(red, () => undefined)
    return client
  })
  await vi.waitFor(() => expect(opened.map((client) => client.getSnapshot().state)).toEqual(["open", "open"]))
  expect([tabs.server, other].map(({ streams }) => streams.length)).toEqual([1, 1])
  await other.close()
})

test("another token of the same session shares", async () => {
  const first = tabs.open({ authToken: token(ben) })
  await vi.waitFor(() => expect(isOpen(first)).toBe(true))
  const second = tabs.open({ authToken: token({ ...ben, jti: "2", iat: 9, exp: 3609 }) })
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  expect(tabs.server.streams).toHaveLength(1)
})

test("share: false, and a browser that lacks what sharing needs, give each tab a stream of its own", async () => {
  const all = [tabs.open({ share: false }), tabs.open({ tabs: undefined }), tabs.open()]
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(3))
})

test("where locks are refused, each tab has a stream of its own", async () => {
  const refused = {
    ...tabs.browser.open(),
    hold: (_: string, { lost }: { lost?: () => void }) => {
      queueMicrotask(() => lost?.())
      return () => undefined
    },
  }
  const all = [tabs.open({ tabs: refused }), tabs.open({ tabs: refused })]
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(2))
})

test("where tabs must not talk, as in a sandbox, each tab has a stream of its own", async () => {
  const sandbox = {
    ...tabs.browser.open(),
    talk: () => {
      throw new DOMException("The operation is insecure.", "SecurityError")
    },
  }
  const all = [tabs.open({ tabs: sandbox }), tabs.open({ tabs: sandbox })]
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(2))
})

test("where locks are neither given nor refused, each tab has a stream of its own after a while", async () => {
  const silent = { ...tabs.browser.open(), hold: () => () => undefined }
  const all = [1, 2].map(() => tabs.open({ tabs: silent, timings: { answerMs: 50 } }))
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  expect(tabs.live()).toHaveLength(2)
})

test("a tab that wants more than one connection can carry has a stream of its own", async () => {
  const rooms = Array.from({ length: 40 }, (_, n) => `team.t${n}.chat`)
  const more = Array.from({ length: 40 }, (_, n) => `team.u${n}.chat`)
  const all = token({ ...ben, permissions: { rooms: [...rooms, ...more] } })
  const refsOf = (names: readonly string[]) =>
    names.map((name) => channels.team.chat.for({ teamId: name.split(".")[1] ?? "" }))
  const first = tabs.open({ authToken: all }, ...refsOf(rooms))
  await vi.waitFor(() => expect(isOpen(first)).toBe(true))
  const second = tabs.open({ authToken: all }, ...refsOf(more))
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  expect(tabs.live().map(({ channels }) => channels)).toEqual([rooms, more])
})

test("no tab says a token, nor a part of one", async () => {
  const [text, next] = [token(ben), token({ ...ben, jti: "2" })]
  const all = [tabs.open({ authToken: text }), tabs.open({ authToken: next })]
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  all[0]?.tab.kill()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2), 10_000)
  const said = JSON.stringify(tabs.browser.said)
  expect(said).toContain("team.red.chat")
  for (const part of [text, next].flatMap((one) => one.split(".").slice(1)))
    expect(said).not.toContain(`"${part}`)
  expect(said).not.toContain(text.split(".")[1])
  expect(said).not.toContain("s1")
})
