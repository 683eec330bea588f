import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Redis } from "@upstash/redis"
import { afterEach, expect, test, vi } from "vitest"
import { createCounting } from "./counting"
import { createExceededLimits } from "./exceeded-limits"
import { createKeys } from "./keys"
import { createLimiter } from "./limits"
import { ANSWER_WITHIN_MS, createRunScript } from "./redis"

/** A Redis that takes commands and answers none, and a client that would wait for ever. */
async function startSilentRedis() {
  const silent = createServer(() => undefined)
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening))
  const { port } = silent.address() as AddressInfo
  const close = () => {
    silent.closeAllConnections()
    silent.close()
  }
  return { redis: new Redis({ url: `http://127.0.0.1:${port}`, token: "t", retry: false }), close }
}

function createLimiterOn(redis: Redis) {
  const exceeded = createExceededLimits()
  const keys = createKeys("t")
  const run = createRunScript(() => redis)
  return createLimiter({ redis: () => redis, keys, run, counting: createCounting(keys, exceeded), exceeded })
}

afterEach(() => vi.useRealTimers())

test("a command that Redis never answers is UNAVAILABLE, also where the app's client would wait for ever", async () => {
  const { redis, close } = await startSilentRedis()
  try {
    const run = createRunScript(() => redis, { withinMs: 50 })
    await expect(run("return 1", [], [])).rejects.toMatchObject({ code: "UNAVAILABLE" })
  } finally {
    close()
  }
})

test("a limit lets nobody through where Redis is away", async () => {
  // Port 9 is closed to everybody.
  const limiter = createLimiterOn(new Redis({ url: "http://127.0.0.1:9", token: "t", retry: false }))
  const rate = { max: 1, perSeconds: 60 }
  for (let n = 0; n < 2; n++) {
    await expect(limiter.take("ben", rate)).rejects.toMatchObject({ code: "UNAVAILABLE" })
  }
  const reading = limiter.takeReading({ key: "ben", rate }, "t:record")
  await expect(reading).rejects.toMatchObject({ code: "UNAVAILABLE" })
})

test("a limit that Redis never counts lets nobody through, and keeps nobody waiting", async () => {
  const { redis, close } = await startSilentRedis()
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const limiter = createLimiterOn(redis)
  try {
    const taken = limiter.take("ben", { max: 1, perSeconds: 60 })
    const refused = expect(taken).rejects.toMatchObject({ code: "UNAVAILABLE" })
    await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS)
    await refused
  } finally {
    close()
  }
})
