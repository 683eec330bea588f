import { expect, test } from "vitest"
import { type ChannelEvent, ChannelFeed } from "./channel-feed"
import { scriptedMessage } from "./scripted-stream"

/** A feed of `lobby`, and what it tells: numbers for messages, types for all else. */
function listening() {
  const feed = new ChannelFeed({ words: ["lobby"], params: {}, key: "lobby" })
  const told: (number | string)[] = []
  const listen = () =>
    feed.listen((event: ChannelEvent) => told.push(event.type === "message" ? event.message.n : event.type))
  const leave = listen()
  const deliver = (...numbers: number[]) => {
    for (const n of numbers) feed.deliver(scriptedMessage("lobby", n))
  }
  return { feed, told, listen, leave, deliver }
}

test("a message that two streams deliver is told once, in order", () => {
  const { feed, told, deliver } = listening()
  feed.open("1000-0.e1.0", true)
  deliver(1, 2, 3)
  feed.open("1001-0.e1.1", true)
  deliver(2, 3, 4)
  expect(told).toEqual(["joining", "open", 1, 2, 3, 4])
  expect(feed.cursor).toBe("1004-0.e1.4")
})

test("a stream that cannot go on from the cursor sets it, and tells of a gap once", () => {
  const { feed, told, deliver } = listening()
  feed.open("1000-0.e1.0", true)
  deliver(1)
  feed.open("1050-0.e1.50", false)
  feed.skipTo("1050-0.e1.50")
  deliver(51)
  expect(told).toEqual(["joining", "open", 1, "gap", 51])
})

test("a new epoch is a gap, and its small numbers are new messages", () => {
  const { feed, told, deliver } = listening()
  feed.open("1000-0.e1.0", true)
  deliver(1, 2)
  feed.open("1002-0.e2.0", true)
  feed.deliver({ ...scriptedMessage("lobby", 1), id: "1003-0" })
  expect(told).toEqual(["joining", "open", 1, 2, "gap", 1])
})

test("what a new stream cannot replay is no gap where the stream before told it meanwhile", () => {
  const { feed, told, deliver } = listening()
  feed.ask("lobby")
  feed.open("1000-0.e1.0", true)
  deliver(1)
  feed.ask("lobby")
  deliver(2, 3, 4, 5)
  feed.open("1002-0.e1.2", false)
  feed.skipTo("1002-0.e1.2")
  deliver(3)
  feed.skipTo("1004-0.e1.4")
  deliver(5, 6)
  expect(told).toEqual(["joining", "open", 1, 2, 3, 4, 5, 6])
  feed.skipTo("1007-0.e1.7")
  expect(told.at(-1)).toBe("gap")
})

test("a new stream that stands before where it was asked from is a gap: the channel lost its end", () => {
  const { feed, told, deliver } = listening()
  feed.ask("lobby")
  feed.open("1000-0.e1.0", true)
  deliver(1, 2)
  feed.ask("lobby")
  deliver(3)
  feed.open("1001-0.e1.1", false)
  expect(told).toEqual(["joining", "open", 1, 2, 3, "gap"])
})

test("a number that comes again under a newer id is a gap and a message, and under an older one nothing", () => {
  const { feed, told, deliver } = listening()
  feed.open("1000-0.e1.0", true)
  deliver(1, 2, 3)
  feed.deliver({ ...scriptedMessage("lobby", 2), id: "1009-0" })
  feed.deliver(scriptedMessage("lobby", 3))
  expect(told).toEqual(["joining", "open", 1, 2, 3, "gap", 2])
})

test("a hole that no gap named is told", () => {
  const { feed, told, deliver } = listening()
  feed.open("1000-0.e1.0", true)
  deliver(1, 4)
  expect(told).toEqual(["joining", "open", 1, "gap", 4])
})

test("who joins late is told where the channel stands", () => {
  const { feed, told, listen } = listening()
  feed.open("1000-0.e1.0", true)
  listen()
  expect(told).toEqual(["joining", "open", "open"])
})

test("who left is told nothing", () => {
  const { feed, told, leave, deliver } = listening()
  leave()
  feed.open("1000-0.e1.0", true)
  deliver(1)
  expect(told).toEqual(["joining"])
  expect(feed.isHeard).toBe(false)
})

test("under another name it is another channel: the cursor does not go along", () => {
  const { feed } = listening()
  feed.ask("lobby")
  feed.open("1000-0.e1.5", true)
  feed.ask("lobby")
  expect(feed.cursor).toBe("1000-0.e1.5")
  feed.ask("hall")
  expect(feed.cursor).toBeUndefined()
})
