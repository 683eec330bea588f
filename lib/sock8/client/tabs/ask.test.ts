import { describe, expect, test } from "vitest"
import type { StreamEvent } from "../../core/wire"
import { scriptedMessage } from "../scripted-stream"
import { Ask } from "./ask"
import { newsFor } from "./relay"
import { Upstream } from "./upstream"

const CHAT = "team.red.chat"
const cursor = (n: number, epoch = "e1") => `${1000 + n}-0.${epoch}.${n}`
const askAt = (n: number | undefined, epoch?: string) =>
  new Ask(`ask-${n}`, "tab", [n === undefined ? { name: CHAT } : { name: CHAT, after: cursor(n, epoch) }])
const say = (n: number, id = `${1000 + n}-0`) =>
  ({ type: "message", ...scriptedMessage(CHAT, n), id }) as const satisfies StreamEvent
const gap = (n: number) => ({ type: "gap", channel: CHAT, cursor: cursor(n) }) as const

/** What each ask is told by one stream for all of them: `open`, `open!` where it was not recovered, numbers, `gap`. */
function play(
  asks: readonly Ask[],
  opened: { at: string; recovered: boolean },
  events: readonly StreamEvent[],
) {
  const told = new Map<Ask, (string | number)[]>(asks.map((ask) => [ask, []]))
  const upstream = new Upstream(asks)
  const open = {
    type: "open",
    connection: "c1",
    identity: "ben",
    channels: [{ name: CHAT, cursor: opened.at, recovered: opened.recovered }],
  } as const
  const channels = upstream.open(open)
  for (const ask of asks) {
    const [channel] = ask.open(channels, open)?.channels ?? []
    if (channel) told.get(ask)?.push(channel.recovered ? "open" : "open!")
  }
  for (const event of events) {
    for (const news of newsFor(asks, upstream, event, "tab")) {
      for (const ask of news.asks) {
        told.get(ask)?.push(news.event.type === "message" ? news.event.n : news.event.type)
      }
    }
    upstream.follow(event)
  }
  return { asked: upstream.channels, told: [...told.values()] }
}

test("the stream is asked from the oldest cursor of all, and each hears what is news to it", () => {
  const { asked, told } = play(
    [askAt(5), askAt(2), askAt(4)],
    { at: cursor(2), recovered: true },
    [3, 4, 5, 6].map((n) => say(n)),
  )
  expect(asked).toEqual([{ name: CHAT, after: cursor(2) }])
  expect(told).toEqual([
    ["open", 6],
    ["open", 3, 4, 5, 6],
    ["open", 5, 6],
  ])
})

test("the cursor of an `open` that a server made right before the first message is no gap for anybody", () => {
  const { told } = play([askAt(2), askAt(4)], { at: `1002-999999999.e1.2`, recovered: true }, [
    say(3),
    say(4),
    say(5),
  ])
  expect(told).toEqual([
    ["open", 3, 4, 5],
    ["open", 5],
  ])
})

describe("what only the oldest cursor has lost", () => {
  test("is a gap for that one alone", () => {
    const { told } = play([askAt(2), askAt(20), askAt(30)], { at: cursor(25), recovered: false }, [
      gap(25),
      say(26),
      say(31),
    ])
    expect(told).toEqual([
      ["open!", 26, 31],
      ["open!", 26, 31],
      ["open", 31],
    ])
  })

  test("is a gap for that one alone, also in the middle of what is told again", () => {
    const { told } = play([askAt(2), askAt(30)], { at: cursor(2), recovered: true }, [
      say(3),
      gap(10),
      say(11),
      say(31),
    ])
    expect(told).toEqual([
      ["open", 3, "gap", 11, 31],
      ["open", 31],
    ])
  })
})

test("a gap of a live stream is one for all", () => {
  const { told } = play([askAt(2), askAt(2)], { at: cursor(2), recovered: true }, [say(3), gap(9), say(10)])
  expect(told).toEqual([
    ["open", 3, "gap", 10],
    ["open", 3, "gap", 10],
  ])
})

test("where a channel lost its end, whoever had read that far is told a gap, and nothing is taken for told", () => {
  // Messages 3 and 4 are gone; the channel counts on from 2, under later ids.
  const { told } = play([askAt(2), askAt(4)], { at: cursor(2), recovered: true }, [
    say(3, "2000-0"),
    say(4, "2001-0"),
    say(5, "2002-0"),
  ])
  expect(told).toEqual([
    ["open", 3, 4, 5],
    ["open", "gap", 3, 4, 5],
  ])
})

test("of two epochs the later one is asked for, and the other is told a gap", () => {
  const late = new Ask("late", "tab", [{ name: CHAT, after: "9000-0.e2.3" }])
  const { asked, told } = play([askAt(70), late], { at: "9000-0.e2.3", recovered: true }, [])
  expect(asked).toEqual([{ name: CHAT, after: "9000-0.e2.3" }])
  expect(told).toEqual([["open!"], ["open"]])
})

test("whoever has no cursor yet begins where the stream does", () => {
  const { told } = play([askAt(undefined), askAt(3)], { at: cursor(3), recovered: true }, [say(4)])
  expect(told).toEqual([
    ["open", 4],
    ["open", 4],
  ])
})

test("a renewal is for the tab that opened the stream", () => {
  const other = new Ask("other", "other tab", [{ name: CHAT }])
  const { told } = play([askAt(1), other], { at: cursor(1), recovered: true }, [
    { type: "renew", withinMs: 5 },
  ])
  expect(told).toEqual([["open", "renew"], ["open"]])
})
