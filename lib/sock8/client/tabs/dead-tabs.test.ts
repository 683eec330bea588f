/** Tabs that die without a word: the browser frees their locks, and the others need no other sign. */
import { expect, test, vi } from "vitest"
import { blue, isOpen, numbers, type ScriptedTab, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()

/** No test waits for so long: what is noticed is noticed by a lock. */
const NEVER_MS = 3_600_000
const timings = { silenceMs: NEVER_MS, leaderMs: NEVER_MS, answerMs: NEVER_MS, lingerMs: 20 }
const afterwards = { red: "team.red.chat@1000-0.e1.0" }

async function open(...refs: (typeof blue)[]): Promise<ScriptedTab> {
  const tab = tabs.open({ timings }, ...refs)
  await vi.waitFor(() => expect(isOpen(tab)).toBe(true))
  return tab
}

test("what a dead tab wanted is left out of the next stream", async () => {
  const first = await open()
  const second = await open(blue)
  second.tab.kill()
  await vi.waitFor(() => expect(tabs.live().map(({ channels }) => channels)).toEqual([[afterwards.red]]))
  expect(isOpen(first)).toBe(true)
})

test("the next tab leads when the one that led is dead, and the others ask it", async () => {
  const [leader, second, third] = [await open(), await open(), await open()]
  tabs.server.script.realtime = (openStream) => void openStream().open().message("team.red.chat", 1)
  leader.tab.kill()
  leader.client.close()
  await vi.waitFor(() => expect([second, third].map(numbers)).toEqual([[1], [1]]))
  expect(tabs.server.streams).toHaveLength(2)
})

test("a leading tab that wants nothing any more ends its stream when the others are dead", async () => {
  const leader = await open()
  const second = await open()
  leader.client.close()
  // The other one needs the stream still.
  tabs.server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(numbers(second)).toEqual([1]))
  second.tab.kill()
  await vi.waitFor(() => expect(tabs.server.streams[0]?.isClosed).toBe(true))
})
