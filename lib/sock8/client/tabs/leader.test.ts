/** What the leading tab asks the server for, and whom it troubles with what happens to its streams. */
import { afterEach, expect, test, vi } from "vitest"
import { RENEWS_HEADER } from "../../core/wire"
import { blue, isOpen, numbers, red, type ScriptedTab, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()
afterEach(() => vi.useRealTimers())

/** No test waits for so long. */
const NEVER_MS = 3_600_000
const patient = { silenceMs: NEVER_MS, leaderMs: NEVER_MS, answerMs: NEVER_MS, requestMs: NEVER_MS }

/** Opens a tab, and notes every state that its client is in. */
function openNoting(...refs: (typeof red)[]): ScriptedTab & { readonly states: string[] } {
  const tab = tabs.open({ timings: patient }, ...refs)
  const states: string[] = []
  tab.client.subscribe(() => states.push(tab.client.getSnapshot().state))
  return { ...tab, states }
}

async function untilOpen(...all: readonly ScriptedTab[]): Promise<void> {
  await vi.waitFor(() => expect(all.every(isOpen)).toBe(true))
}

test("a stream that takes the place of another says so to the server", async () => {
  const first = openNoting(red)
  await untilOpen(first)
  const connection = first.client.getSnapshot()
  await untilOpen(openNoting(red, blue))
  const renewed = tabs.server.askedOf("realtime").map(({ headers }) => headers[RENEWS_HEADER.toLowerCase()])
  expect([undefined, connection]).toMatchObject([renewed[0], { connection: renewed[1] }])
})

test("what another tab wants while the first stream is being opened is opened after it", async () => {
  tabs.server.script.realtime = (open) => void open()
  const first = openNoting(red)
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(1))
  const second = openNoting(blue)
  await vi.waitFor(() => expect(JSON.stringify(tabs.browser.said)).toContain("team.blue.chat"))
  tabs.server.script.realtime = (open) => void open().open()
  tabs.server.streams[0]?.open()
  await untilOpen(first, second)
  expect(tabs.server.streams.map(({ channels }) => channels.length)).toEqual([1, 2])
})

test("a stream that breaks off is no failure for whoever waits for the one after it", async () => {
  const first = openNoting(red)
  await untilOpen(first)
  tabs.server.script.realtime = (open) => void open()
  first.client.reconnect()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  tabs.server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(first.states.at(-1)).not.toBe("open"))
  tabs.server.streams[1]?.open().message("team.red.chat", 1)
  await vi.waitFor(() => expect(numbers(first)).toEqual([1]))
  expect(isOpen(first)).toBe(true)
  expect(tabs.server.streams).toHaveLength(2)
})

test("a channel that is taken away leaves the others of its tab alone, and is not promised to the next tab", async () => {
  const first = openNoting(red, blue)
  await untilOpen(first)
  const taken = { channel: "team.red.chat", code: "REVOKED", title: "Taken away" }
  tabs.server.streams[0]?.send("refused", taken).message("team.blue.chat", 1)
  await vi.waitFor(() => expect(numbers(first)).toEqual([1]))
  expect(first.told).toContain("refused")
  expect(first.states.slice(first.states.indexOf("open"))).not.toContain("waiting")
  tabs.server.script.realtime = (open) =>
    void open()
      .open({ except: ["team.red.chat"] })
      .send("refused", taken)
  const second = openNoting(red)
  await vi.waitFor(() => expect(second.told.at(-1)).toBe("refused"))
  expect(second.told).not.toContain("open")
})

test("a leading tab whose server takes long to open keeps the lead", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const timings = { ...patient, leaderMs: 60_000 }
  const leads = () => tabs.browser.said.filter((word) => JSON.stringify(word).includes('"lead"'))
  tabs.server.script.realtime = (open) => void open()
  const leader = tabs.open({ timings })
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(1))
  const second = tabs.open({ timings })
  await vi.waitFor(() => expect(JSON.stringify(tabs.browser.said)).toContain('"here"'))
  await vi.advanceTimersByTimeAsync(10 * timings.leaderMs)
  for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate)
  expect(leads()).toHaveLength(1)
  tabs.server.streams[0]?.open()
  await untilOpen(leader, second)
})
