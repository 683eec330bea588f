/** What Redis keeps of what is said, and for how long. */
import { beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import type { Channel } from "../../lib/sock8/core/tree"
import { MAX_PAYLOAD_BYTES } from "../../lib/sock8/core/wire"
import { createPublisher, type PublishOptions } from "../../lib/sock8/server/publish"
import { KEEP_SECONDS } from "../../lib/sock8/server/scripts/keep"
import { createMemoryRedis } from "./memory-redis"

const { chat, brief, sheet } = defineChannels({
  chat: channel(z.string(), { history: 10 }),
  brief: channel(z.string(), { history: 10, expireAfterSeconds: 60 }),
  sheet: channel(z.object({ line: z.number() }), { history: 3, latestBy: "line" }),
})

let redis: ReturnType<typeof createMemoryRedis>
beforeEach(() => {
  redis = createMemoryRedis()
})

const say = (to: Channel, data: unknown, options: PublishOptions = { from: null }) =>
  createPublisher(redis.parts).publish(to, data, options)
const countOf = ({ name }: Channel) => redis.command("XLEN", redis.parts.keys.log(name))
const secondsOf = (key: string) => redis.command("TTL", key)

test.each([
  ["a month", chat, KEEP_SECONDS.channel],
  ["as long as its definition says", brief, 60],
])("all that is kept of a channel ends by itself, %s after the last message", async (_, one, seconds) => {
  const { keys } = redis.parts
  const kept = [keys.position(one.name), keys.log(one.name)]
  await say(one, "first")
  expect(kept.map(secondsOf)).toEqual([seconds, seconds])
  redis.pass(30_000)
  await say(one, "second")
  expect(kept.map(secondsOf)).toEqual([seconds, seconds])
})

test.each([
  ["a person, for an hour", { id: "ben" }, KEEP_SECONDS.once],
  ["the server, for two minutes", null, KEEP_SECONDS.onceForServer],
])("a retry is known again of %s", async (_, from, seconds) => {
  const { id } = await say(chat, "x", { from, id: "one" })
  redis.pass((seconds - 1) * 1000)
  expect(await say(chat, "x", { from, id: "one" })).toEqual({ id })
  expect(countOf(chat)).toBe(1)
  redis.pass(2_000)
  expect(await say(chat, "x", { from, id: "one" })).not.toEqual({ id })
  expect(countOf(chat)).toBe(2)
})

test("a publish is acknowledged when what follows from it was done, and a retry likewise", async () => {
  const story: string[] = []
  async function onPublished({ name }: Channel, messages: number) {
    await new Promise(setImmediate)
    story.push(`${messages} on ${name}`)
  }
  const publisher = createPublisher({ ...redis.parts, onPublished })
  for (const id of ["one", "one"]) {
    await publisher.publish(chat, "x", { from: null, id })
    story.push("acknowledged")
  }
  await publisher.publishAll(chat, ["y", "z"])
  expect(story).toEqual(["1 on chat", "acknowledged", "1 on chat", "acknowledged", "2 on chat"])
})

test("an id is its sender's own: others may use the same one", async () => {
  await say(chat, "x", { from: { id: "ben" }, id: "one" })
  await say(chat, "y", { from: { id: "bea" }, id: "one" })
  await say(chat, "z", { from: null, id: "one" })
  expect(countOf(chat)).toBe(3)
  const conflict = say(chat, "other", { from: { id: "ben" }, id: "one" })
  await expect(conflict).rejects.toMatchObject({ code: "ID_CONFLICT" })
})

test("what is remembered of things of which nothing is kept any more does not grow", async () => {
  for (let line = 0; line < 200; line++) await say(sheet, { line })
  expect(countOf(sheet)).toBe(3)
  expect(Number(redis.command("HLEN", redis.parts.keys.position("sheet")))).toBeLessThan(20)
})

test("M-60 a message is measured in bytes, whatever its letters take", async () => {
  // Two bytes each, and two quotes around them.
  const most = "é".repeat(MAX_PAYLOAD_BYTES / 2 - 1)
  await say(chat, most)
  await expect(say(chat, `${most}e`)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" })
})
