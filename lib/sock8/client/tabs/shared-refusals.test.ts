import { expect, test, vi } from "vitest"
import { RENEWS_HEADER } from "../../core/wire"
import { refusing } from "../scripted-server"
import { blue, isOpen, numbers, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()

test("a close that is final", async () => {
  const all = await tabs.openMany(3)
  tabs.server.streams[0]?.send("close", { code: "REVOKED" }).end()
  await vi.waitFor(() => {
    for (const { client } of all)
      expect(client.getSnapshot()).toMatchObject({ state: "refused", error: { data: { type: "REVOKED" } } })
  })
  expect(tabs.server.streams).toHaveLength(1)
})

test("a close that is final, also to tabs that get the lead before they hear of it", async () => {
  const [first, ...others] = await tabs.openMany(3)
  const [ended] = tabs.server.streams
  tabs.server.script.realtime = (open, { headers }) =>
    headers[RENEWS_HEADER] === ended?.connection ? refusing("REVOKED", 403) : void open().open()
  // What it was told reaches nobody.
  first?.tab.kill()
  const states = () => others.map(({ client }) => client.getSnapshot())
  const refused = { state: "refused", error: { data: { type: "REVOKED" } } }
  await vi.waitFor(() => expect(states()).toMatchObject([refused, refused]))
  expect(tabs.server.streams).toHaveLength(1)
  for (const { client } of others) client.reconnect()
  await vi.waitFor(() => expect(others.every(isOpen)).toBe(true))
})

test("an answer that is none of a stream, whole", async () => {
  tabs.server.script.realtime = () => refusing("RATE_LIMITED", 429, { retryAfter: 7, detail: "Later" })
  const all = [tabs.open(), tabs.open()]
  await vi.waitFor(() => {
    for (const { client } of all) {
      expect(client.getSnapshot()).toMatchObject({
        state: "waiting",
        error: {
          message: "Title of RATE_LIMITED",
          retryAfter: 7,
          data: { type: "RATE_LIMITED", status: 429, detail: "Later" },
        },
      })
    }
  })
})

test("one channel of several, to those who asked for it and to nobody else", async () => {
  const [first] = await tabs.openMany(1)
  tabs.server.script.realtime = (open) =>
    void open()
      .open({ except: ["team.blue.chat"] })
      .send("refused", { channel: "team.blue.chat", code: "FORBIDDEN_CHANNEL", title: "No" })
  const second = tabs.open({}, blue)
  await vi.waitFor(() => expect(second.client.getSnapshot().state).toBe("refused"))
  expect(second.told.at(-1)).toBe("refused")
  expect(first?.told).toEqual(["joining", "open"])
  expect(first && isOpen(first)).toBe(true)
})

test("a stream that breaks off: all come back, over one stream, with nothing lost", async () => {
  const all = await tabs.openMany(3)
  tabs.server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(all.map(numbers)).toEqual(all.map(() => [1])))
  tabs.server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(tabs.server.streams.length).toBeGreaterThan(1))
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
  tabs.live()[0]?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(all.map(numbers)).toEqual(all.map(() => [1, 2])))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
})

test("what was lost is told as a gap to each", async () => {
  const all = await tabs.openMany(2)
  tabs.server.streams[0]?.send("gap", { channel: "team.red.chat", cursor: "5000-0.e9.40" })
  await vi.waitFor(() => expect(all.map(({ told }) => told.at(-1))).toEqual(["gap", "gap"]))
})
