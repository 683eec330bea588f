/**
 * The embedded server keeps its promises: the unmodified clients work, and the engine in memory answers as a
 * real Redis does. Every check runs against both back ends.
 */
import { createHash } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import { Ratelimit } from "@upstash/ratelimit"
import { Redis } from "@upstash/redis"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { roomInThisMinute } from "./minute"
import { scriptRecording } from "./upstash-recorded-scripts"
import { recordings } from "./upstash-recordings"
import { sendCommand, type Word } from "./upstash-rest"
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

beforeEach(async () => {
  for (const name of backendNames) await sendCommand(backends.servers[name], ["FLUSHALL"])
})

function connect(name: BackendName, options: { automaticDeserialization?: boolean } = {}): Redis {
  return new Redis({ url: backends.servers[name].url, token, ...options })
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex")
}

describe("the engine in memory answers as a real Redis does", () => {
  const subjects = Object.entries({ ...recordings, scripts: scriptRecording })

  test.each(subjects)("differences in %s: zero", { timeout: 60_000 }, async (_subject, commands) => {
    const differences: unknown[] = []
    for (const command of commands) {
      const [memory, redis] = await Promise.all([answerOf("memory", command), answerOf("redis", command)])
      if (!isDeepStrictEqual(memory, redis)) differences.push({ command, memory, redis })
    }
    expect(differences).toEqual([])
  })

  async function answerOf(name: BackendName, command: readonly Word[]): Promise<unknown> {
    const answer = await sendCommand(backends.servers[name], command)
    return normalise(answer, isUnordered(command))
  }
})

/** Redis promises no order for these. */
function isUnordered(command: readonly Word[]): boolean {
  return /^(KEYS|SCAN|SSCAN|SMEMBERS|SUNION|SINTER|SDIFF|SPOP)$/.test(String(command[0]))
}

/** Takes away what time and hash tables decide. */
function normalise(value: unknown, unordered: boolean): unknown {
  if (typeof value === "string") return value.replace(/^\d{13}-\d+$/, "<id of now>")
  if (Array.isArray(value)) {
    const elements = value.map((element) => normalise(element, unordered))
    return unordered ? elements.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : elements
  }
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalise(inner, unordered)]))
}

describe.each(backendNames)("@upstash/redis on the %s back end", (name) => {
  test("values of any JSON type come back as they went in", async () => {
    const redis = connect(name)
    const value = { text: "né🎉", list: [1, "two", null], nested: { yes: true } }
    await redis.set("value", value)
    expect(await redis.get("value")).toEqual(value)
    await redis.hset("hash", { one: 1, value })
    expect(await redis.hgetall("hash")).toEqual({ one: 1, value })
    expect(await redis.hmget("hash", "one", "nothing")).toEqual({ one: 1, nothing: null })
  })

  test("without automatic deserialization everything is a string", async () => {
    const redis = connect(name, { automaticDeserialization: false })
    await redis.set("number", 12)
    expect(await redis.get("number")).toBe("12")
    await redis.hset("hash", { a: 1 })
    expect(await redis.hgetall("hash")).toEqual(["a", "1"])
    expect(await redis.lrange("nothing", 0, -1)).toEqual([])
    expect(await redis.get("nothing")).toBeNull()
  })

  test("sorted sets keep their order and scores", async () => {
    const redis = connect(name)
    await redis.zadd("z", { score: 2, member: "b" }, { score: 1.5, member: "a" })
    expect(await redis.zrange("z", 0, -1, { withScores: true })).toEqual(["a", 1.5, "b", 2])
    expect(await redis.zrange("z", 1.6, "+inf", { byScore: true })).toEqual(["b"])
    expect(await redis.zremrangebyscore("z", 0, 1.5)).toBe(1)
    expect(await redis.zcard("z")).toBe(1)
  })

  test("requests made in the same moment travel as one pipeline", async () => {
    const redis = connect(name)
    expect(await Promise.all([redis.incr("n"), redis.incr("n"), redis.incr("n")])).toEqual([1, 2, 3])
    expect(await redis.pipeline().set("a", 1).get("a").type("a").exec()).toEqual(["OK", 1, "string"])
  })

  test("one failing command of a pipeline leaves the others alone", async () => {
    const redis = connect(name)
    const results = await redis.pipeline().set("a", "text").incr("a").get("a").exec({ keepErrors: true })
    expect(results.map(({ error }) => error)).toEqual([
      undefined,
      "ERR value is not an integer or out of range",
      undefined,
    ])
    expect(results[2]?.result).toBe("text")
  })

  test("a transaction runs with nothing in between", async () => {
    const redis = connect(name)
    await redis.mset({ a: 0, b: 0 })
    const writes = Array.from({ length: 40 }, () => redis.multi().incr("a").incr("b").exec())
    const reads = Array.from({ length: 40 }, () => redis.multi().get("a").get("b").exec<[number, number]>())
    await Promise.all(writes)
    for (const [a, b] of await Promise.all(reads)) expect(a).toBe(b)
    expect(await redis.mget("a", "b")).toEqual([40, 40])
  })

  test("a script that Redis does not know is sent in full, and known from then on", async () => {
    const redis = connect(name)
    const source = `return "${name} " .. KEYS[1]`
    await expect(redis.evalsha(sha1(source), ["key"], [])).rejects.toThrow("NOSCRIPT")
    expect(await redis.createScript<string>(source).exec(["key"], [])).toBe(`${name} key`)
    expect(await redis.evalsha(sha1(source), ["key"], [])).toBe(`${name} key`)
    expect(await redis.scriptExists(sha1(source))).toEqual([1])
  })

  test("a script for Upstash alone keeps the hash that the client computed", async () => {
    const redis = connect(name)
    const source = "#!lua flags=allow-key-locking\nreturn redis.call('INCR', KEYS[1])"
    expect(await redis.scriptLoad(source)).toBe(sha1(source))
    expect(await redis.evalsha(sha1(source), ["n"], [])).toBe(1)
    expect(await redis.multi().evalsha(sha1(source), ["n"], []).exec()).toEqual([2])
  })

  test("one script counts, appends, expires and publishes", async () => {
    const redis = connect(name)
    const append = redis.createScript<[number, string, number]>(`
      local sequence = redis.call("HINCRBY", KEYS[1], "sequence", 1)
      local id = redis.call("XADD", KEYS[2], "MAXLEN", "=", ARGV[2], sequence .. "-0", "data", ARGV[1])
      redis.call("EXPIRE", KEYS[2], 60)
      return {sequence, id, redis.call("PUBLISH", ARGV[3], cjson.encode({sequence = sequence}))}
    `)
    for (let sequence = 1; sequence <= 5; sequence += 1) {
      const result = await append.exec(["meta", "log"], [`né ${sequence}`, "3", "news"])
      expect(result).toEqual([sequence, `${sequence}-0`, 0])
    }
    expect(await redis.xrange("log", "-", "+")).toEqual({
      "3-0": { data: "né 3" },
      "4-0": { data: "né 4" },
      "5-0": { data: "né 5" },
    })
    expect(await redis.ttl("log")).toBeGreaterThan(50)
  })

  test("reading behind a cursor that was trimmed away begins with the oldest entry left", async () => {
    const redis = connect(name)
    for (let entry = 1; entry <= 10; entry += 1) {
      await redis.xadd(
        "log",
        `${entry}-0`,
        { entry },
        { trim: { type: "MAXLEN", comparison: "=", threshold: 4 } },
      )
    }
    expect(Object.keys(await redis.xrange("log", "(2-0", "+"))).toEqual(["7-0", "8-0", "9-0", "10-0"])
    expect(Object.keys(await redis.xrange("log", "(8-0", "+", 1))).toEqual(["9-0"])
    const answer = await sendCommand(backends.servers[name], ["XINFO", "STREAM", "log"])
    expect(answer.body).toMatchObject({ result: expect.arrayContaining(["max-deleted-entry-id", "0-0", 10]) })
  })

  test("a key is gone when its time is up", async () => {
    const redis = connect(name)
    await redis.set("short", 1, { px: 60 })
    await redis.hset("hash", { a: 1 })
    await redis.pexpire("hash", 60)
    expect(await redis.pttl("hash")).toBeGreaterThan(0)
    await expect.poll(() => redis.exists("short", "hash"), soon).toBe(0)
    expect(await redis.dbsize()).toBe(0)
  })

  test("the number of commands that a request cost can be told", async () => {
    const redis = connect(name)
    const before = backends.servers[name].stats()
    await redis.pipeline().set("a", 1).get("a").exec()
    await redis.eval("return redis.call('GET', 'a')", [], [])
    const after = backends.servers[name].stats()
    expect(after.commands - before.commands).toBe(3)
    expect((after.commandsByName.EVAL ?? 0) - (before.commandsByName.EVAL ?? 0)).toBe(1)
  })
})

describe.each(backendNames)("@upstash/ratelimit on the %s back end", (name) => {
  // An hour of the clock ends with a minute.
  beforeEach(roomInThisMinute)

  const limiters = {
    fixedWindow: Ratelimit.fixedWindow(5, "1 h"),
    slidingWindow: Ratelimit.slidingWindow(5, "1 h"),
    tokenBucket: Ratelimit.tokenBucket(5, "1 h", 5),
  }

  test.each(Object.entries(limiters))(
    "%s lets exactly its limit through a parallel burst",
    async (_kind, limiter) => {
      const ratelimit = new Ratelimit({ redis: connect(name), limiter, ephemeralCache: false })
      const outcomes = await Promise.all(Array.from({ length: 25 }, () => ratelimit.limit("somebody")))
      expect(outcomes.filter(({ success }) => success)).toHaveLength(5)
      expect((await ratelimit.limit("somebody else")).success).toBe(true)
    },
  )

  test.each(Object.entries(limiters))("%s counts down, refuses and can be reset", async (_kind, limiter) => {
    const ratelimit = new Ratelimit({ redis: connect(name), limiter, ephemeralCache: false })
    const remaining: number[] = []
    for (let request = 0; request < 5; request += 1) remaining.push((await ratelimit.limit("one")).remaining)
    expect(remaining).toEqual([4, 3, 2, 1, 0])
    expect(await ratelimit.limit("one")).toMatchObject({ success: false, limit: 5, remaining: 0 })
    expect((await ratelimit.getRemaining("one")).remaining).toBe(0)
    await ratelimit.resetUsedTokens("one")
    expect(await ratelimit.limit("one", { rate: 3 })).toMatchObject({ success: true, remaining: 2 })
  })

  test("a window that has passed is forgotten", async () => {
    const limiter = Ratelimit.fixedWindow(1, "200 ms")
    const ratelimit = new Ratelimit({ redis: connect(name), limiter, ephemeralCache: false })
    expect((await ratelimit.limit("one")).success).toBe(true)
    const tryAgain = async () => (await ratelimit.limit("one")).success
    await expect.poll(tryAgain, soon).toBe(true)
    await expect.poll(() => connect(name).dbsize(), soon).toBe(0)
  })
})
