import { expect, test, vi } from "vitest"

import { granting } from "../scripted-server"
import { blue, bothTeams, isOpen, numbers, red, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()

test("eight tabs of one person have one stream, and each hears each message once", async () => {
  const all = await tabs.openMany(8)
  expect(tabs.server.askedOf("realtime")).toHaveLength(1)
  tabs.server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(all.map(numbers)).toEqual(all.map(() => [1, 2])))
  const ids = new Set(all.map(({ client }) => JSON.stringify(client.getSnapshot())))
  expect(ids.size, "one connection that all of them name").toBe(1)
})

test("when the leading tab dies, another goes on where each tab stands: nothing lost, nothing twice", async () => {
  const [leader, ...others] = await tabs.openMany(4)
  tabs.server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2)
  await vi.waitFor(() => expect(others.map(numbers)).toEqual(others.map(() => [1, 2])))
  tabs.server.script.realtime = (open) => void open().open().message("team.red.chat", 3)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(others.map(numbers)).toEqual(others.map(() => [1, 2, 3])))
  expect(tabs.server.streams[1]?.channels).toEqual(["team.red.chat@1002-0.e1.2"])
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  for (const { told } of others) expect(told).toEqual(["joining", "open", 1, 2, 3])
})

test("a tab with an older cursor than the others gets what it missed, and they get nothing twice", async () => {
  const [leader, first] = await tabs.openMany(2)
  const frozen = tabs.open()
  await vi.waitFor(() => expect(frozen.told).toContain("open"))
  frozen.tab.freeze()
  for (const n of [1, 2, 3]) tabs.server.streams[0]?.message("team.red.chat", n)
  await vi.waitFor(() => expect(first && numbers(first)).toEqual([1, 2, 3]))
  tabs.replayUpTo(4)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(first && numbers(first)).toEqual([1, 2, 3, 4]))
  frozen.tab.thaw()
  await vi.waitFor(() => expect(numbers(frozen)).toEqual([1, 2, 3, 4]))
  expect(first?.told).toEqual(["joining", "open", 1, 2, 3, 4])
  expect(frozen.told).toEqual(["joining", "open", 1, 2, 3, 4])
})

test("a channel that one more tab wants is opened beside the others before the old stream closes", async () => {
  const [first] = await tabs.openMany(1)
  tabs.server.streams[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(first?.told).toContain(1))
  tabs.server.script.realtime = (open) => void open()
  const second = tabs.open({}, red, blue)
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  const [old, next] = tabs.server.streams
  expect(next?.channels).toEqual(["team.red.chat@1001-0.e1.1", "team.blue.chat"])
  old?.message("team.red.chat", 2)
  await vi.waitFor(() => expect(first?.told).toContain(2))
  expect(old?.isClosed).toBe(false)
  next?.open().message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(old?.isClosed).toBe(true))
  await vi.waitFor(() => expect(first?.told).toEqual(["joining", "open", 1, 2, 3]))
  await vi.waitFor(() => expect(numbers(second).at(-1)).toBe(3))
})

test("what no tab wants any more is left out of the next stream", async () => {
  tabs.open()
  const second = tabs.open({}, blue)
  await vi.waitFor(() => expect(second.told).toContain("open"))
  second.client.close()
  await vi.waitFor(() =>
    expect(tabs.live().map(({ channels }) => channels)).toEqual([["team.red.chat@1000-0.e1.0"]]),
  )
})

test("what a tab wanted that died without a word is left out, too", async () => {
  const [first] = await tabs.openMany(1)
  const second = tabs.open({}, blue)
  await vi.waitFor(() => expect(second.told).toContain("open"))
  second.tab.kill()
  await vi.waitFor(() =>
    expect(tabs.live().map(({ channels }) => channels)).toEqual([["team.red.chat@1000-0.e1.0"]]),
  )
  expect(first && isOpen(first)).toBe(true)
})

test("the last tab closes the stream", async () => {
  const all = await tabs.openMany(3)
  for (const { client } of all) client.close()
  await vi.waitFor(() => expect(tabs.live()).toEqual([]))
})

test("a leading tab that is frozen and keeps its lock loses the lead, and does not disturb when it is back", async () => {
  const [leader, third] = await tabs.openMany(2)
  const second = tabs.open({ timings: { leaderMs: 200 } })
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  leader?.tab.freeze()
  // What it reads now it says when it is thawed, before it learns that it does not lead any more.
  tabs.server.streams[0]?.message("team.red.chat", 1).message("team.red.chat", 2).message("team.red.chat", 3)
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  tabs.server.streams[1]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect(second.told).toContain(1))
  leader?.tab.thaw()
  await vi.waitFor(() => expect(tabs.server.streams[0]?.isClosed).toBe(true))
  await vi.waitFor(() => expect(leader?.client.getSnapshot()).toEqual(second.client.getSnapshot()))
  tabs.server.streams[1]?.message("team.red.chat", 2)
  const others = [second, third].flatMap((tab) => tab ?? [])
  await vi.waitFor(() => expect(others.map(({ told }) => told.at(-1))).toEqual([2, 2]))
  expect(others.map(numbers)).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test("a page that is left gives up the lead at once, and comes back by itself", async () => {
  const [leader, second] = await tabs.openMany(2)
  leader?.tab.leave()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(leader && isOpen(leader)).toBe(true))
  tabs.live()[0]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect([leader, second].map((tab) => tab && numbers(tab))).toEqual([[1], [1]]))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
})

test("a token of the leading tab that is renewed renews the stream, before the old one closes", async () => {
  let life = 1
  tabs.server.script.authenticate = () => granting(bothTeams, life)
  const first = tabs.open()
  await vi.waitFor(() => expect(isOpen(first)).toBe(true))
  life = 3600
  const second = tabs.open()
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  await vi.waitFor(() => expect(tabs.server.streams[0]?.isClosed).toBe(true), { timeout: 3_000 })
  tabs.server.streams[1]?.message("team.red.chat", 1)
  await vi.waitFor(() => expect([first, second].map(numbers)).toEqual([[1], [1]]))
  expect(first.told).toEqual(["joining", "open", 1])
  expect(second.told).toEqual(["joining", "open", 1])
})

test("a sign of life of the shared stream counts in every tab, and a word between tabs in none", async () => {
  const [leader, follower] = await tabs.openMany(2)
  if (!leader || !follower) throw new Error("Two tabs are open.")
  const heardBy = ({ client }: typeof leader) => client.heardAt()
  const before = [heardBy(leader), heardBy(follower)]
  // Another tab asks, and is answered by the one that leads.
  await tabs.openMany(1)
  expect([heardBy(leader), heardBy(follower)]).toEqual(before)
  tabs.server.streams[0]?.write(": \n\n")
  for (const [index, tab] of [leader, follower].entries()) {
    // A stream that stays silent is opened again after two seconds, and then it is heard as well.
    await vi.waitFor(() => expect(heardBy(tab)).toBeGreaterThan(before[index] ?? 0), 1_000)
  }
})
