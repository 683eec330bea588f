/** Messages reach those who listen: through the client, in order, whole, and no longer than they listen. */
import { once } from "node:events"
import { connect as connectSocket } from "node:net"
import { Redis } from "@upstash/redis"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sendCommand } from "./upstash-rest"
import { type BackendName, backendNames, startBackends, token } from "./upstash-servers"

/** How long a state may take to come, on a slow machine. */
const soon = { timeout: 10_000, interval: 10 }

let backends: Awaited<ReturnType<typeof startBackends>>

beforeAll(async () => {
  backends = await startBackends()
})

afterAll(async () => {
  await backends?.stop()
})

interface Listener {
  messages: unknown[]
  leave(channels?: string[]): Promise<void>
}

function connect(name: BackendName): Redis {
  return new Redis({ url: backends.servers[name].url, token })
}

/** Resolves once every channel is acknowledged. */
async function listen(redis: Redis, channels: string[]): Promise<Listener> {
  const subscriber = redis.subscribe<unknown>(channels)
  const messages: unknown[] = []
  let acknowledged = 0
  subscriber.on("subscribe", () => {
    acknowledged += 1
  })
  subscriber.on("message", ({ message }) => messages.push(message))
  await expect.poll(() => acknowledged, soon).toBe(channels.length)
  return { messages, leave: (names) => subscriber.unsubscribe(names) }
}

describe.each(backendNames)("subscriptions on the %s back end", (name) => {
  const openSubscriptions = () => backends.servers[name].stats().openSubscriptions

  test("messages arrive in the order in which they were published", async () => {
    const redis = connect(name)
    const { messages, leave } = await listen(redis, ["numbers"])
    const sent = Array.from({ length: 200 }, (_, number) => number)
    for (const number of sent) await redis.publish("numbers", number)
    await expect.poll(() => messages.length, soon).toBe(sent.length)
    expect(messages).toEqual(sent)
    await leave()
  })

  test("text, commas and JSON of 100 kB arrive whole", async () => {
    const redis = connect(name)
    const { messages, leave } = await listen(redis, ["né-🎉"])
    const values = ["né 🎉, one, two", { list: [1, 2, { three: "3, 4" }] }, { big: "é,".repeat(50_000) }]
    for (const value of values) await redis.publish("né-🎉", value)
    await expect.poll(() => messages.length, soon).toBe(values.length)
    expect(messages).toEqual(values)
    await leave()
  })

  test("every subscriber gets every message, and PUBLISH counts them", async () => {
    const redis = connect(name)
    const [one, two] = [await listen(redis, ["shared"]), await listen(connect(name), ["shared"])]
    expect(await redis.publish("shared", "for both")).toBe(2)
    expect(await redis.publish("other", "for nobody")).toBe(0)
    await expect.poll(() => [one.messages, two.messages], soon).toEqual([["for both"], ["for both"]])
    await Promise.all([one.leave(), two.leave()])
  })

  test("a pattern gets the messages of every channel that matches", async () => {
    const redis = connect(name)
    const subscriber = redis.psubscribe<unknown>("room:*")
    const received: unknown[] = []
    let acknowledged = 0
    subscriber.on("psubscribe", () => {
      acknowledged += 1
    })
    subscriber.on("pmessage", (message) => received.push(message))
    await expect.poll(() => acknowledged, soon).toBe(1)
    await redis.publish("room:1", { n: 1 })
    await redis.publish("hall:1", { n: 2 })
    await redis.publish("room:2", { n: 3 })
    await expect
      .poll(() => received)
      .toEqual([
        { pattern: "room:*", channel: "room:1", message: { n: 1 } },
        { pattern: "room:*", channel: "room:2", message: { n: 3 } },
      ])
    await subscriber.unsubscribe()
  })

  test("leaving one channel keeps the other and frees what stood behind the first", async () => {
    const redis = connect(name)
    await expect.poll(openSubscriptions, soon).toBe(0)
    const { messages, leave } = await listen(redis, ["first", "second"])
    expect(openSubscriptions()).toBe(2)
    await leave(["first"])
    await expect.poll(openSubscriptions, soon).toBe(1)
    await expect.poll(() => subscriberCounts(name), soon).toEqual(["first", 0, "second", 1])
    await redis.publish("first", "unheard")
    await redis.publish("second", "heard")
    await expect.poll(() => messages, soon).toEqual(["heard"])
    await leave()
    await expect.poll(openSubscriptions, soon).toBe(0)
    await expect.poll(() => subscriberCounts(name), soon).toEqual(["first", 0, "second", 0])
  })

  test("a script publishes like a client", async () => {
    const redis = connect(name)
    const { messages, leave } = await listen(redis, ["scripts"])
    await redis.eval("return redis.call('PUBLISH', 'scripts', cjson.encode({n = 1}))", [], [])
    await expect.poll(() => messages, soon).toEqual([{ n: 1 }])
    await leave()
  })

  test("a subscriber that does not read is cut off", { timeout: 30_000 }, async () => {
    const url = new URL(backends.servers[name].url)
    const socket = connectSocket(Number(url.port), url.hostname).pause()
    socket.on("error", () => {})
    await once(socket, "connect")
    socket.write(
      `POST /subscribe/flood HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n`,
    )
    await expect.poll(openSubscriptions, soon).toBe(1)
    const payload = "x".repeat(500_000)
    const flood = async () => {
      await sendCommand(backends.servers[name], ["PUBLISH", "flood", payload])
      return openSubscriptions()
    }
    await expect.poll(flood, soon).toBe(0)
    socket.destroy()
  })

  async function subscriberCounts(back: BackendName): Promise<unknown> {
    const { body } = await sendCommand(backends.servers[back], ["PUBSUB", "NUMSUB", "first", "second"])
    return typeof body === "object" && body !== null && "result" in body ? body.result : body
  }
})

test("closing the server ends its streams", async () => {
  const own = await startBackends()
  const headers = { authorization: `Bearer ${token}` }
  const streams = await Promise.all(
    backendNames.map((name) => fetch(`${own.servers[name].url}/subscribe/c`, { method: "POST", headers })),
  )
  const ended = streams.map((stream) => stream.text().catch(() => "cut"))
  await own.stop()
  expect(await Promise.all(ended)).toHaveLength(2)
})
