import { beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Command } from "../backend"
import { Interpreter } from "../lua/interpreter"
import { loadFengari } from "../lua/load-fengari"
import { OK, RedisError, type Reply } from "../reply"
import { Engine } from "./engine"

let interpreter: Interpreter
let engine: Engine
let now: number

beforeAll(async () => {
  interpreter = new Interpreter(await loadFengari())
})

beforeEach(() => {
  now = 1_000_000
  engine = new Engine({ interpreter, maxBytes: 100_000, now: () => now, random: () => 0.5 })
})

/** Words between spaces. */
function send(line: string): Reply {
  const [name = "", ...args] = line.split(" ")
  return engine.call([name, ...args])
}

describe("time", () => {
  test("a key is there until its last millisecond and then for nobody", () => {
    send("SET a 1 PX 100")
    now += 99
    expect(send("GET a")).toBe("1")
    now += 1
    expect([send("GET a"), send("TTL a"), send("KEYS *"), send("DBSIZE")]).toEqual([null, -2, [], 0])
  })

  test("a new value has no expiry, a changed one keeps it", () => {
    send("SET a 1 PX 100")
    send("INCR a")
    expect(send("PTTL a")).toBe(100)
    send("SET a 3")
    expect(send("PTTL a")).toBe(-1)
  })

  test("a container that becomes empty is gone with its expiry", () => {
    send("HSET h f v")
    send("EXPIRE h 10")
    send("HDEL h f")
    send("HSET h f v")
    expect(send("TTL h")).toBe(-1)
  })

  test("an entry of a stream bears the time at which it was added", () => {
    expect([send("XADD s * a 1"), send("XADD s * a 1")]).toEqual(["1000000-0", "1000000-1"])
  })
})

describe("scanning", () => {
  test("keys that stay are found once, although others go in between", () => {
    for (let key = 0; key < 100; key += 1) send(`SET key:${key} 1`)
    const found: unknown[] = []
    let cursor = "0"
    do {
      const page = send(`SCAN ${cursor} COUNT 7`)
      if (!Array.isArray(page) || !Array.isArray(page[1])) throw new Error("not a page")
      found.push(...page[1])
      for (const key of page[1].slice(0, 3)) send(`DEL ${String(key)}`)
      cursor = String(page[0])
    } while (cursor !== "0")
    expect(found).toHaveLength(100)
    expect(new Set(found).size).toBe(100)
  })
})

describe("memory", () => {
  const fill = (): Reply => {
    for (let key = 0; key < 1000; key += 1) {
      const reply = send(`SET key:${key} ${"x".repeat(1000)}`)
      if (reply instanceof RedisError) return reply
    }
    return OK
  }

  test("what needs more is refused when it is full, what reads or deletes is not", () => {
    const full = new RedisError("OOM command not allowed when used memory > 'maxmemory'.")
    expect(fill()).toEqual(full)
    expect(send("GET key:0")).toHaveLength(1000)
    expect(engine.call(["EVAL", "return redis.pcall('SET', 'more', 1)", "0"])).toEqual(full)
    expect(send("DEL key:0 key:1 key:2")).toBe(3)
    expect(send("SET more 1")).toBe(OK)
  })

  test("overwriting the same key again and again does not fill it", () => {
    for (let round = 0; round < 1000; round += 1) {
      now += 10
      expect(send(`SET same ${"x".repeat(1000)}`)).toBe(OK)
    }
  })
})

describe("commands", () => {
  test.each(["constructor", "__proto__", "toString", "script|load", "hasOwnProperty"])(
    "%s is unknown",
    (name) => {
      expect(engine.call([name])).toEqual(
        new RedisError(`ERR unknown command '${name}', with args beginning with: `),
      )
    },
  )

  test("a transaction runs whole or not at all", () => {
    const commands: Command[] = [["SET", "a", "1"], ["GET"]]
    expect(engine.transaction(commands)).toBeInstanceOf(RedisError)
    expect(send("EXISTS a")).toBe(0)
    expect(
      engine.transaction([
        ["SET", "a", "x"],
        ["INCR", "a"],
        ["GET", "a"],
      ]),
    ).toEqual([OK, new RedisError("ERR value is not an integer or out of range"), "x"])
  })

  test("a script that fails in the middle keeps what it has written, as in Redis", () => {
    engine.call(["EVAL", "redis.call('SET', 'a', 1) error('late')", "0"])
    expect(send("GET a")).toBe("1")
  })

  test("a message reaches subscribers before PUBLISH answers", () => {
    const received: string[] = []
    const leave = engine.pubsub.subscribe(
      { kind: "channel", names: ["c"] },
      { onDelivery: ({ payload }) => received.push(payload), onLost: () => {} },
    )
    expect(send("PUBLISH c one")).toBe(1)
    expect(received).toEqual(["one"])
    leave()
    expect(send("PUBLISH c two")).toBe(0)
    expect(received).toEqual(["one"])
  })
})
