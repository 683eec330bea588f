/** Channels that tell their latest message on joining: what a tab hears that joins over the stream of another. */
import { expect, test, vi } from "vitest"
import { type ScriptedStream, scriptedMessage } from "../scripted-stream"
import { blue, isOpen, red, tabsForEachTest } from "./scripted-tabs"

const tabs = tabsForEachTest()
const CHAT = "team.red.chat"

/** As the server does it: without a cursor the latest message comes, with one what was said since. */
function tellLatest(latest: () => number) {
  tabs.server.script.realtime = (open) => {
    const stream = open()
    const after = stream.channels
      .find((name) => name.startsWith(CHAT))
      ?.split(".")
      .at(-1)
    const [last, from] = [latest(), Number(after)]
    const start = Number.isNaN(from) ? Math.max(0, last - 1) : from
    openAt(stream, start)
    for (let n = start + 1; n <= last; n += 1) stream.message(CHAT, n)
  }
}

function openAt(stream: ScriptedStream, n: number): void {
  const channels = stream.channels.map((channel) => {
    const [name = ""] = channel.split("@")
    const isLatest = name === CHAT
    const at = isLatest ? n : 0
    return { name, cursor: `${1000 + at}-0.e1.${at}`, recovered: true, ...(isLatest && { latest: true }) }
  })
  stream.send("open", { connection: `c-${tabs.server.streams.length}`, identity: "ben", channels })
}

test("a tab that joins over the stream of another is told the latest message too, without another stream", async () => {
  tellLatest(() => 7)
  const first = tabs.open()
  await vi.waitFor(() => expect(first.told).toEqual(["joining", "open", 7]))
  const second = tabs.open()
  await vi.waitFor(() => expect(second.told).toEqual(["joining", "open", 7]))
  tabs.server.streams[0]?.message(CHAT, 8)
  await vi.waitFor(() => expect(first.told).toEqual(["joining", "open", 7, 8]))
  const third = tabs.open()
  await vi.waitFor(() => expect(third.told).toEqual(["joining", "open", 8]))
  expect(second.told).toEqual(["joining", "open", 7, 8])
  expect(tabs.server.streams).toHaveLength(1)
})

test("so is one that joins after the stream was renewed for another channel", async () => {
  tellLatest(() => 7)
  const first = tabs.open()
  await vi.waitFor(() => expect(first.told).toContain(7))
  const second = tabs.open({}, blue)
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  const third = tabs.open()
  await vi.waitFor(() => expect(third.told).toEqual(["joining", "open", 7]))
  expect(tabs.server.streams).toHaveLength(2)
  expect(first.told).toEqual(["joining", "open", 7])
})

test("so is one that joins while another tab leads than the one that was told, and the others hear nothing twice", async () => {
  tellLatest(() => 7)
  const [leader, heir] = await tabs.openMany(2)
  await vi.waitFor(() => expect(heir?.told).toContain(7))
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  const third = tabs.open()
  await vi.waitFor(() => expect(third.told).toEqual(["joining", "open", 7]))
  const fourth = tabs.open()
  await vi.waitFor(() => expect(fourth.told).toEqual(["joining", "open", 7]))
  expect(tabs.server.streams, "the new leader asked once for what it did not know").toHaveLength(3)
  expect(heir?.told).toEqual(["joining", "open", 7])
})

test("the leading tab that joins again is told it, while another tab goes on", async () => {
  tellLatest(() => 7)
  const first = tabs.open()
  const second = tabs.open()
  await vi.waitFor(() => expect([first, second].every(({ told }) => told.includes(7))).toBe(true))
  const again: unknown[] = []
  first.client.close()
  const third = tabs.server.client({ tabs: first.tab })
  third.join(red, (event) => again.push(event.type === "message" ? event.message.n : event.type))
  await vi.waitFor(() => expect(again).toEqual(["joining", "open", 7]))
  expect(second.told).toEqual(["joining", "open", 7])
})

test("a channel on which nothing was said opens for every tab, over one stream", async () => {
  tellLatest(() => 0)
  const all = await tabs.openMany(3)
  expect(tabs.server.streams).toHaveLength(1)
  tabs.server.streams[0]?.message(CHAT, 1)
  await vi.waitFor(() => {
    for (const { told } of all) expect(told).toEqual(["joining", "open", 1])
  })
})

test("a message that is not kept any more keeps no tab from joining", async () => {
  tellLatest(() => 7)
  const [leader] = await tabs.openMany(2)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  tabs.server.script.realtime = (open) => {
    const stream = open()
    openAt(stream, 7)
    stream.send("gap", { channel: CHAT, cursor: "1007-0.e1.7" })
  }
  const before = tabs.server.streams.length
  const third = tabs.open()
  await vi.waitFor(() => expect(third.told).toContain("open"))
  expect(tabs.server.streams.length - before).toBe(1)
  tabs.live()[0]?.message(CHAT, 8)
  await vi.waitFor(() => expect(third.told.at(-1)).toBe(8))
})

test("after a gap the message from before it is told to no tab as the latest", async () => {
  tellLatest(() => 7)
  const first = tabs.open()
  await vi.waitFor(() => expect(first.told).toContain(7))
  tellLatest(() => 9)
  tabs.server.streams[0]?.send("gap", { channel: CHAT, cursor: "1009-0.e1.9" })
  await vi.waitFor(() => expect(first.told).toContain("gap"))
  const second = tabs.open()
  await vi.waitFor(() => expect(second.told).toEqual(["joining", "open", 9]))
  expect(first.told).toEqual(["joining", "open", 7, "gap"])
})

test("nor is one of a channel that began anew since", async () => {
  tellLatest(() => 7)
  const first = tabs.open()
  await vi.waitFor(() => expect(first.told).toContain(7))
  tabs.server.script.realtime = (open) => {
    const stream = open()
    const isKnown = stream.channels[0]?.includes(".e2.")
    const [n, recovered] = isKnown ? [2, true] : [3, false]
    const one = { name: CHAT, cursor: `${2000 + n}-0.e2.${n}`, recovered, latest: true }
    const channels = [one, { name: "team.blue.chat", cursor: "1000-0.e1.0", recovered: true }]
    stream.send("open", { connection: `c-${tabs.server.streams.length}`, identity: "ben", channels })
    if (isKnown) stream.send("message", { ...scriptedMessage(CHAT, 3), id: "2003-0" })
    else stream.send("gap", { channel: CHAT, cursor: one.cursor })
  }
  const second = tabs.open({}, red, blue)
  await vi.waitFor(() => expect(second.told).toContain(3))
  expect(second.told).not.toContain(7)
})

test("such a channel that is refused by then is asked for once, and the tab hears why", async () => {
  tellLatest(() => 7)
  const [leader] = await tabs.openMany(2)
  leader?.tab.kill()
  leader?.client.close()
  await vi.waitFor(() => expect(tabs.server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  tabs.server.script.realtime = (open) =>
    void open()
      .open({ except: [CHAT] })
      .send("refused", { channel: CHAT, code: "REVOKED", title: "Taken away" })
  const third = tabs.open({}, red, blue)
  await vi.waitFor(() => expect(third.told).toContain("refused"))
  await vi.waitFor(() => expect(third.told).toContain("open"))
  expect(tabs.server.streams).toHaveLength(3)
})

test("on other channels a tab that joins later is told what is said from then on", async () => {
  const [first] = await tabs.openMany(1)
  tabs.server.streams[0]?.message(CHAT, 1)
  await vi.waitFor(() => expect(first?.told).toContain(1))
  const second = tabs.open()
  await vi.waitFor(() => expect(isOpen(second)).toBe(true))
  tabs.server.streams[0]?.message(CHAT, 2)
  await vi.waitFor(() => expect(second.told).toEqual(["joining", "open", 2]))
})
