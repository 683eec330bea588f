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

test("a limit that Redis never counts lets nobody through, and keeps nobody waiting", async () => {
  const { redis, close } = await startSilentRedis()
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  const exceeded = createExceededLimits()
  const keys = createKeys("t")
  const run = createRunScript(() => redis)
  const counting = createCounting(keys, exceeded)
  const limiter = createLimiter({ redis: () => redis, keys, run, counting, exceeded })
  try {
    const taken = limiter.take("ben", { max: 1, perSeconds: 60 })
    const refused = expect(taken).rejects.toMatchObject({ code: "UNAVAILABLE" })
    await vi.advanceTimersByTimeAsync(ANSWER_WITHIN_MS)
    await refused
  } finally {
    close()
  }
})
