/** Clients that take less than is said, and what waits for them meanwhile. */
import { describe, expect, test } from "vitest"
import { createHolding, type HeldArrivals } from "./held-arrivals"
import { at, connect, connectSlowly, createWorld, sees } from "./hub-world"

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe("S-21 what is held for a client", () => {
  const message = (n: number) => ({
    ...{ channel: "room", position: at(n), previous: at(n - 1).id },
    frame: new Uint8Array(1_000),
  })
  const drain = (held: HeldArrivals) => {
    const all = []
    for (let next = held.shift(); next; next = held.shift()) all.push(next)
    return all
  }

  test("is bounded by bytes over all of its channels, and dropped beyond", () => {
    const hold = createHolding(4_000)
    const [one, other] = [hold(), hold()]
    for (const n of [1, 2]) one.push(message(n))
    other.push(message(1))
    expect([one.isIncomplete(), other.isIncomplete()]).toEqual([false, false])
    other.push(message(2))
    expect(drain(other)).toEqual([])
    expect([one.isIncomplete(), other.isIncomplete()]).toEqual([false, true])
    one.push(message(3))
    expect(drain(one)).toEqual([message(1), message(2), message(3)])
  })

  test("is not held again before it was said that Redis is read", () => {
    const held = createHolding(2_000)()
    for (const n of [1, 2, 3]) held.push(message(n))
    expect(drain(held)).toEqual([])
    held.clear()
    held.push(message(4))
    expect([drain(held), held.isIncomplete()]).toEqual([[message(4)], false])
  })
})

describe("S-21 a client that is told its history while more is said than is held for it", () => {
  test("is told all of it, once and in order, from Redis", async () => {
    const world = createWorld({ page: 10 })
    world.set(numbers(1, 20).map((n) => at(n)))
    const client = await connectSlowly(world, { after: at(0), maxHeldBytes: 1_000 })
    for (const n of numbers(21, 60)) world.say(at(n))
    while (client.told.at(-1) !== "60") await client.read()
    expect(client.told).toEqual(numbers(1, 60).map(String))
    world.say(at(61))
    await client.read()
    expect(client.told.at(-1)).toBe("61")
  })
})

test("S-21 a client that never comes nearer to the end is closed, and goes on where it was", async () => {
  const world = createWorld({ page: 2 })
  world.set(numbers(1, 20).map((n) => at(n)))
  const client = await connectSlowly(world, { after: at(0), maxHeldBytes: 1_000 })
  let last = 20
  // The bound is for a test that fails: pages of two, and several that bring it no nearer.
  while (last < 2_000 && (await client.read())) for (const _ of numbers(1, 10)) world.say(at(++last))
  expect(client.told.at(-1)).toBe("close SLOW_READER")
  const read = client.told.slice(0, -1)
  expect(read).toEqual(numbers(1, read.length).map(String))
  const again = await connectSlowly(world, { after: at(read.length) })
  while (again.told.at(-1) !== String(last)) await again.read()
  expect([...read, ...again.told]).toEqual(numbers(1, last).map(String))
})

test("S-21 a client that is fast is not closed, however many pages it takes", async () => {
  const world = createWorld({ page: 2 })
  world.set(numbers(1, 4).map((n) => at(n)))
  const told = await connect(world, at(0))
  for (const n of numbers(5, 400)) {
    world.say(at(n))
    if (n % 2) await new Promise(setImmediate)
  }
  await sees(told, numbers(1, 400).map(String))
})

test("S-21 while nobody knows whether it may be delivered, history is not told on either", async () => {
  const world = createWorld()
  world.set(numbers(1, 30).map((n) => at(n)))
  const client = await connectSlowly(world, { after: at(0) })
  client.delivery.hold()
  await client.read()
  const before = client.told.length
  expect(before).toBeLessThan(30)
  const reading = client.read()
  world.say(at(31))
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(client.told).toHaveLength(before)
  client.delivery.release()
  await reading
  while (client.told.at(-1) !== "31") await client.read()
  expect(client.told).toEqual(numbers(1, 31).map(String))
})

test("S-21 what arrives while a hole is filled is bounded too, and read from Redis", async () => {
  const world = createWorld()
  world.set([at(1)])
  const told = await connect(world)
  let answer: () => void = () => undefined
  world.delays.push(new Promise((resolve) => (answer = resolve)))
  world.restore()
  const asked = world.asked.length
  for (const n of numbers(2, 3_000)) world.say(at(n))
  answer()
  await sees(told, numbers(2, 3_000).map(String))
  expect(world.asked.length).toBeGreaterThan(asked)
})
