/** When the Redis behind the front goes away, callers hear of it soon, and go on when it is back. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { type RestAnswer, sendCommand, sendRest } from "./upstash-rest"
import { type RedisProcess, startRedis, token } from "./upstash-servers"

/** How long a state may take to come, on a slow machine. */
const soon = { timeout: 10_000, interval: 10 }

let redis: RedisProcess
let server: EmbeddedUpstash

beforeAll(async () => {
  redis = await startRedis()
  server = await startEmbeddedUpstash({ token, redisUrl: redis.url })
})

afterAll(async () => {
  await server?.close()
  await redis?.stop()
})

const unreachable = {
  status: 503,
  body: { error: "ERR the Redis behind this endpoint cannot be reached" },
}

async function answerWithinTwoSeconds(request: Promise<RestAnswer>): Promise<RestAnswer> {
  const startedAt = performance.now()
  const answer = await request
  expect(performance.now() - startedAt).toBeLessThan(2000)
  return answer
}

/** Everything that a subscription was sent until its end. */
async function readSubscription(): Promise<string> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}/subscribe/c`, { method: "POST", headers })
  expect(response.status).toBe(200)
  return response.text()
}

test("a Redis that hangs is a 503 within two seconds", { timeout: 30_000 }, async () => {
  redis.pause()
  try {
    expect(await answerWithinTwoSeconds(sendCommand(server, ["GET", "a"]))).toEqual(unreachable)
    const pipeline = sendRest(server, "/pipeline", { body: '[["GET","a"],["GET","b"]]' })
    expect(await answerWithinTwoSeconds(pipeline)).toEqual(unreachable)
    const transaction = sendRest(server, "/multi-exec", { body: '[["GET","a"]]' })
    expect(await answerWithinTwoSeconds(transaction)).toEqual(unreachable)
    expect(await answerWithinTwoSeconds(sendRest(server, "/subscribe/c"))).toEqual(unreachable)
  } finally {
    redis.resume()
  }
  const answer = { status: 200, body: { result: "back" } }
  await expect.poll(() => sendCommand(server, ["ECHO", "back"]), soon).toEqual(answer)
})

test("a Redis that dies ends its subscriptions, is a 503, and is found again", {
  timeout: 30_000,
}, async () => {
  const streams = Promise.all([readSubscription(), readSubscription()])
  await expect.poll(() => server.stats().openSubscriptions, soon).toBe(2)
  await redis.stop()
  for (const text of await streams) expect(text).toContain("data: subscribe,c,1")
  expect(server.stats().openSubscriptions).toBe(0)
  expect(await answerWithinTwoSeconds(sendCommand(server, ["GET", "a"]))).toEqual(unreachable)
  expect(await answerWithinTwoSeconds(sendRest(server, "/subscribe/c"))).toEqual(unreachable)

  redis = await startRedis(redis.port)
  await expect
    .poll(() => sendCommand(server, ["SET", "a", 1]), { timeout: 10_000 })
    .toEqual({
      status: 200,
      body: { result: "OK" },
    })
})

test("a front started before its Redis answers 503 until there is one", { timeout: 30_000 }, async () => {
  const port = redis.port
  await redis.stop()
  const early = await startEmbeddedUpstash({ token, redisUrl: `redis://127.0.0.1:${port}` })
  expect(await answerWithinTwoSeconds(sendCommand(early, ["PING"]))).toEqual(unreachable)
  redis = await startRedis(port)
  await expect.poll(() => sendCommand(early, ["PING"]), soon).toMatchObject({ status: 200 })
  await early.close()
})
