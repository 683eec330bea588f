/** What Redis answers of channels to somebody who joins, with a cursor and without one. */
import { beforeEach, expect, test } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../../lib/sock8/core/define"
import type { Channel } from "../../lib/sock8/core/tree"
import { createHistory } from "../../lib/sock8/server/history"
import { createPublisher } from "../../lib/sock8/server/publish"
import { createMemoryRedis } from "./memory-redis"

const { inbox, chat } = defineChannels({
  inbox: channel(z.number(), { history: 10, latestOnJoin: true }),
  chat: channel(z.number(), { history: 10 }),
})

let redis: ReturnType<typeof createMemoryRedis>
beforeEach(() => {
  redis = createMemoryRedis()
})

/** Says the numbers up to this one, and answers the position of each. */
async function say(to: Channel, count: number) {
  const publisher = createPublisher(redis.parts)
  const positions: Array<{ id: string; epoch: string; n: number }> = []
  for (let n = 1; n <= count; n++) {
    const { id } = await publisher.publish(to, n, { from: null })
    positions.push({ id, epoch: "a", n })
  }
  return positions
}

/** The numbers of the messages that a reading gives. */
async function read(of: Channel, after?: { id: string; epoch: string; n: number }) {
  const [reading] = await createHistory(redis.parts).readSince([{ channel: of, after }])
  return { numbers: reading?.entries.map(({ position }) => position.n), head: reading?.head.n }
}

test("without a cursor it is where the channel stands, and the latest message alone where that comes on joining", async () => {
  await say(inbox, 3)
  await say(chat, 3)
  expect(await read(inbox)).toEqual({ numbers: [3], head: 3 })
  expect(await read(chat)).toEqual({ numbers: [], head: 3 })
})

test("with a cursor it is all that was said since, on either", async () => {
  for (const one of [inbox, chat]) {
    const [first, , third] = await say(one, 3)
    expect(await read(one, first), one.name).toEqual({ numbers: [2, 3], head: 3 })
    expect(await read(one, third), one.name).toEqual({ numbers: [], head: 3 })
  }
})

test("of a channel on which nothing was said yet nothing comes on joining", async () => {
  expect(await read(inbox)).toEqual({ numbers: [], head: 0 })
})
