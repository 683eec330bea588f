/** A replica takes over that had not got the last messages yet: who was told of them, and who was not, is told a gap. */
import { describe, expect, test, vi } from "vitest"
import type { Channel } from "../../lib/sock8/core/tree"
import { type App, channels, eventOf } from "./realtime-world"
import { newTeam, openRoom, reads, startStreamWorld } from "./stream-world"
import { backendNames } from "./upstash-servers"

const startOver = startStreamWorld()

const COPY = `
redis.call('DEL', KEYS[3], KEYS[4])
local fields = redis.call('HGETALL', KEYS[1])
if #fields > 0 then redis.call('HSET', KEYS[3], unpack(fields)) end
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+')) do
  redis.call('XADD', KEYS[4], entry[1], unpack(entry[2]))
end
return 1
`

const keysOf = ({ name }: Channel, prefix = "tests") => [
  `${prefix}:position:${name}`,
  `${prefix}:log:${name}`,
]

/** What a replica has of a channel by now. Answers how it takes over. */
async function replicate({ redis }: App, channel: Channel): Promise<() => Promise<unknown>> {
  const [there, copied] = [keysOf(channel), keysOf(channel, "replica")]
  await redis.eval(COPY, [...there, ...copied], [])
  return () => redis.eval(COPY, [...copied, ...there], [])
}

const say = (app: App, channel: Channel, ...said: readonly string[]) =>
  app.realtime.publisher.publishAll(
    channel,
    said.map((text) => ({ text })),
  )

const epochOf = ({ redis }: App, channel: Channel) => redis.hget<string>(keysOf(channel)[0] ?? "", "epoch")

describe.each(backendNames)("a failover, with Redis %s", (name) => {
  const start = startOver(name)

  test.each([1, 2, 3])(
    "who was away is told a gap by any process, once one that said what is lost says %i more",
    async (count) => {
      const [writer, stranger] = [start(), start()]
      const { channel, first, openAgain } = await openRoom(start())
      first.leave()
      const takeOver = await replicate(writer, channel)
      await say(writer, channel, "lost", "lost, too")
      await takeOver()
      const since = ["new", "newer", "newest"].slice(0, count)
      await say(writer, channel, ...since)
      const back = await openAgain({ by: stranger })
      await reads(back, since)
      expect(back.events.slice(0, 3).map(({ type }) => type)).toEqual(["open", "gap", "message"])
      expect(eventOf(back, "open")?.channels[0]?.recovered).toBe(false)
    },
  )

  test.each([1, 2, 3])(
    "who was away is told a gap by a process that heard what is lost, after %i said by one that did not",
    async (count) => {
      const [hearer, writer, stranger] = [start(), start(), start()]
      const { channel, first, openAgain } = await openRoom(hearer)
      const witness = await openAgain()
      first.leave()
      const takeOver = await replicate(writer, channel)
      await say(writer, channel, "lost", "lost, too")
      await reads(witness, ["lost", "lost, too"])
      witness.leave()
      await takeOver()
      const since = ["new", "newer", "newest"].slice(0, count)
      await say(stranger, channel, ...since)
      const back = await openAgain({ by: hearer })
      await reads(back, since)
      expect(eventOf(back, "gap")).toBeDefined()
    },
  )

  test("who listened all the time is told a gap, and everything after it", async () => {
    const [writer, stranger] = [start(), start()]
    const { channel, first } = await openRoom(start())
    const takeOver = await replicate(writer, channel)
    await say(writer, channel, "lost")
    await reads(first, ["lost"])
    await takeOver()
    await say(stranger, channel, "new")
    await say(writer, channel, "newer")
    await reads(first, ["lost", "new", "newer"])
    expect(first.events.map(({ type }) => type)).toEqual(["open", "message", "gap", "message", "message"])
  })

  test("what is trimmed, replaced or no message of the app is not taken for a loss", async () => {
    const [known, other] = [start(), start()]
    const id = newTeam()
    const [short, sheet] = [channels.short.for({ roomId: id }), channels.sheet.for({ sheetId: id })]
    const line = (number: number) => [{ line: number, text: "x" }]
    await say(known, short, "1", "2")
    await known.realtime.publisher.publishAll(sheet, line(1))
    const epochs = await Promise.all([epochOf(known, short), epochOf(known, sheet)])
    await say(other, short, "3", "4", "5", "6", "7")
    for (const number of [1, 2, 1, 3, 1]) await other.realtime.publisher.publishAll(sheet, line(number))
    for (const channel of [short, sheet]) {
      await known.realtime.history.readSince([{ channel }])
      await other.redis.xadd(keysOf(channel)[1] ?? "", "*", { not: "ours" })
      await other.redis.xadd(keysOf(channel)[1] ?? "", "*", { n: "1", text: "nor is this" })
    }
    await say(other, short, "8")
    await other.realtime.publisher.publishAll(sheet, line(2))
    await say(known, short, "9")
    await known.realtime.publisher.publishAll(sheet, line(4))
    expect(await Promise.all([epochOf(known, short), epochOf(known, sheet)])).toEqual(epochs)
  })

  test("a client who claims to have seen more than was said is told a gap, and nobody else is", async () => {
    const app = start()
    const { channel, first, openAgain } = await openRoom(app)
    await say(app, channel, "one")
    await reads(first, ["one"])
    const epoch = await epochOf(app, channel)
    const liar = await openAgain({ at: `99999999999999-0.${epoch}.900` })
    await vi.waitFor(() => expect(eventOf(liar, "gap")).toBeDefined())
    await say(app, channel, "two")
    await reads(first, ["one", "two"])
    expect(eventOf(first, "gap")).toBeUndefined()
    expect(await epochOf(app, channel)).toBe(epoch)
  })
})
