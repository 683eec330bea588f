/** What a process remembers of exceeded limits: the latest ones, which are then refused without Redis. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { createCounting } from "../../lib/sock8/server/counting"
import { createExceededLimits } from "../../lib/sock8/server/exceeded-limits"
import { createKeys } from "../../lib/sock8/server/keys"
import { createLimiter } from "../../lib/sock8/server/limits"
import { createRunScript } from "../../lib/sock8/server/redis"
import { roomInThisMinute } from "./minute"
import { startApp } from "./realtime-world"

let upstash: EmbeddedUpstash
beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "remembered" })
})
afterAll(() => upstash.close())

const MAX_REMEMBERED = 10
const RATE = { max: 1, perSeconds: 60 }

test("S-22 an exceeded limit is refused without a command while it is among the latest so many, and else with one", async () => {
  await roomInThisMinute()
  const { redis: client } = startApp(upstash)
  const [redis, keys, exceeded] = [() => client, createKeys("s22"), createExceededLimits(MAX_REMEMBERED)]
  const parts = { redis, keys, run: createRunScript(redis), exceeded }
  const limiter = createLimiter({ ...parts, counting: createCounting(keys, exceeded) })
  const isRefused = (person: string) =>
    limiter.take(person, RATE).then(
      () => false,
      ({ code }) => code === "RATE_LIMITED",
    )
  const costOf = async (person: string) => {
    const before = upstash.stats().commands
    expect(await isRefused(person)).toBe(true)
    return upstash.stats().commands - before
  }

  const people = Array.from({ length: 3 * MAX_REMEMBERED }, (_, index) => `person-${index}`)
  for (const person of people) {
    expect(await isRefused(person)).toBe(false)
    expect(await isRefused(person)).toBe(true)
  }
  const costs: number[] = []
  for (const person of people.toReversed()) costs.push(await costOf(person))
  const known = Array.from({ length: MAX_REMEMBERED }, () => 0)
  const forgotten = Array.from({ length: 2 * MAX_REMEMBERED }, () => 1)
  expect(costs).toEqual([...known, ...forgotten])
})
