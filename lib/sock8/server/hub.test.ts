/** Orders of events that a real Redis shows once in a long while, made to happen. */
import { describe, expect, test, vi } from "vitest"
import type { Delivery } from "./deliver"
import { at, connect, createWorld, entry, sees } from "./hub-world"

describe("a client misses nothing and is told nothing twice", () => {
  test("where another's reading overtook its own", async () => {
    const world = createWorld()
    world.set([1, 2, 3].map((n) => at(n)))
    let answer: () => void = () => undefined
    world.delays.push(new Promise((resolve) => (answer = resolve)))
    const slow = connect(world)
    await new Promise(setImmediate)
    world.say(at(4))
    world.say(at(5))
    const fast = await connect(world)
    answer()
    const told = await slow
    world.say(at(6))
    await sees(told, ["4", "5", "6"])
    await sees(fast, ["6"])
  })

  test("where the subscription was dead and the log was trimmed, whichever of two clients was ahead", async () => {
    const world = createWorld()
    world.set([1, 2, 3, 4, 5].map((n) => at(n)))
    const first = await connect(world)
    world.set([8, 9, 10].map((n) => at(n)))
    const ahead = await connect(world, at(9))
    const fresh = await connect(world)
    world.restore()
    world.say(at(11))
    await sees(first, ["gap 7", "8", "9", "10", "11"])
    await sees(ahead, ["10", "11"])
    await sees(fresh, ["11"])
  })

  test("where the one before left the channel twice", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    try {
      const world = createWorld()
      world.set([at(1)])
      let delivery: Delivery | undefined
      await connect(world, undefined, (given) => {
        delivery = given
      })
      delivery?.take({ channel: "room", code: "REVOKED", title: "" })
      delivery?.leave()
      const told = await connect(world)
      vi.advanceTimersByTime(120_000)
      world.say(at(2))
      await sees(told, ["2"])
    } finally {
      vi.useRealTimers()
    }
  })

  test("where Redis lost the last messages and counts anew from before them", async () => {
    const world = createWorld()
    world.set([1, 2, 3].map((n) => at(n)))
    const told = await connect(world)
    world.set([at(1)])
    for (const n of [2, 3, 4]) world.say(at(n, "a", `${n + 10}-0`))
    await sees(told, ["gap 1", "2", "3", "4"])
    // Who has seen nothing of what was lost has numbers that fit, and is told all the same.
    await sees(await connect(world, at(1)), ["gap 1", "2", "3", "4"])
  })

  test("where Redis lost as many messages as were said since, and the number of the next one fits", async () => {
    const world = createWorld()
    world.set([1, 2, 3].map((n) => at(n)))
    const told = await connect(world)
    world.set([at(1)])
    world.say(at(2, "a", "12-0"), false)
    world.say(at(3, "a", "13-0"), false)
    world.say(at(4, "a", "14-0"))
    await sees(told, ["gap 1", "2", "3", "4"])
  })

  test("where Redis lost what this process said and did not hear, and the next number is the one it waits for", async () => {
    const world = createWorld()
    world.set([at(1)])
    const told = await connect(world)
    for (const n of [2, 3]) world.heads.note("room", at(n))
    for (const n of [2, 3, 4]) world.say(at(n, "a", `${n + 10}-0`))
    await sees(told, ["gap 1", "2", "3", "4"])
    await sees(await connect(world, at(1)), ["gap 1", "2", "3", "4"])
  })

  test("where a line comes late that Redis lost, and its number fits what was said since", async () => {
    const world = createWorld()
    world.set([1, 2].map((n) => at(n)))
    const told = await connect(world)
    world.set([at(1)])
    world.say(at(2, "a", "12-0"), false)
    world.restore()
    await sees(told, ["gap 1", "2"])
    world.tellOnly(entry(at(3, "a2", "3-0")))
    world.say(at(3, "a2", "13-0"))
    await sees(told, ["gap 1", "2", "3"])
    expect(world.hub.size().channels).toBe(1)
  })

  test("where what Redis lost comes late to one who has read beyond it", async () => {
    const world = createWorld()
    world.set([1, 2].map((n) => at(n)))
    await connect(world)
    world.set([at(1)])
    for (const n of [2, 3]) world.say(at(n, "a", `${n + 10}-0`), false)
    let answer: () => void = () => undefined
    world.delays.push(new Promise((resolve) => (answer = resolve)))
    const ahead = connect(world, at(1))
    await new Promise(setImmediate)
    // The process follows the lost end of the channel still, while the reading is on its way.
    for (const n of [3, 4]) world.tellOnly(entry(at(n)))
    answer()
    await sees(await ahead, ["gap 1", "2", "3"])
    world.say(at(4, "a", "14-0"))
    await vi.waitFor(async () => expect((await ahead).at(-1)).toBe("4"))
    expect((await ahead).filter((one) => one === "4")).toHaveLength(1)
  })

  test("where a subscription comes back while a hole is being filled", async () => {
    const world = createWorld()
    const told = await connect(world)
    let answer: () => void = () => undefined
    world.delays.push(new Promise((resolve) => (answer = resolve)))
    world.say(at(1), false)
    world.say(at(2))
    world.say(at(3), false)
    world.restore()
    world.say(at(4))
    answer()
    await sees(told, ["1", "2", "3", "4"])
  })
})

describe("what this process remembers is not read from Redis", () => {
  test("for a client that comes back with the cursor of a message it was told", async () => {
    const world = createWorld()
    world.set([1, 2].map((n) => at(n)))
    await connect(world)
    for (const n of [3, 4, 5]) world.say(at(n))
    const back = await connect(world, at(3))
    world.say(at(6))
    await sees(back, ["4", "5", "6"])
    const atTheStart = await connect(world, at(2))
    await sees(atTheStart, ["3", "4", "5", "6"])
    expect(world.asked).toEqual([])
  })

  test("also when nobody listened meanwhile, unless something was missed", async () => {
    const world = createWorld()
    world.set([at(1)])
    let delivery: Delivery | undefined
    await connect(world, undefined, (made) => (delivery = made))
    delivery?.leave()
    world.say(at(2))
    await sees(await connect(world, at(1), (made) => (delivery = made)), ["2"])
    expect(world.asked).toEqual([])
    delivery?.leave()
    world.say(at(3), false)
    world.say(at(4))
    await sees(await connect(world, at(2)), ["3", "4"])
    expect(world.asked).toEqual(["2-0"])
  })

  test("but what Redis has beyond it is", async () => {
    const world = createWorld()
    world.set([at(1)])
    await connect(world)
    world.say(at(2))
    world.say(at(3), false)
    await sees(await connect(world, at(1)), ["2", "3"])
    expect(world.asked).toEqual(["2-0"])
  })

  test("nor is a cursor known of a message that was lost when Redis failed over", async () => {
    const world = createWorld()
    world.set([at(1)])
    await connect(world)
    world.say(at(2, "a", "12-0"))
    await sees(await connect(world, at(2)), ["gap 1", "2"])
    expect(world.asked).toEqual(["2-0"])
  })
})

describe("where two versions of the app say it in two ways", () => {
  test("what this one cannot read in a line it reads from Redis", async () => {
    const world = createWorld()
    const told = await connect(world)
    world.say(at(1))
    world.sayOtherwise(at(2))
    await sees(told, ["1", "2"])
    world.say(at(3))
    world.sayOtherwise(at(4))
    await sees(told, ["1", "2", "3", "4"])
  })

  test("also while the first client's first reading is under way", async () => {
    const world = createWorld()
    let answer: () => void = () => undefined
    world.delays.push(new Promise((resolve) => (answer = resolve)))
    const joining = connect(world)
    await new Promise(setImmediate)
    world.sayOtherwise(at(1))
    answer()
    await sees(await joining, ["1"])
  })
})

describe("what is no message of ours", () => {
  test("is told as a gap, and the messages after it go on", async () => {
    const world = createWorld()
    const told = await connect(world)
    world.say(at(1))
    world.garble(at(2))
    world.say(at(3))
    await sees(told, ["1", "gap 2", "3"])
    await sees(await connect(world, at(0)), ["1", "gap 2", "3"])
  })
})
