/** What falls between: a client listens before it reads, and what a dead subscription did not hear is made good. */
import { describe, expect, test } from "vitest"
import { at, connect, createWorld, entry, sees } from "./hub-world"

/** A client whose subscription Redis confirms when `confirm` is called. */
async function joinSlowly(world: ReturnType<typeof createWorld>) {
  let confirm: () => void = () => undefined
  world.confirmations.push(new Promise((resolve) => (confirm = resolve)))
  const joining = connect(world, at(0))
  await new Promise(setImmediate)
  return { joining, confirm: () => confirm() }
}

test("what is said while its subscription is on its way is told to it", async () => {
  const world = createWorld()
  const { joining, confirm } = await joinSlowly(world)
  world.say(at(1))
  confirm()
  const told = await joining
  await sees(told, ["1"])
  world.say(at(2))
  await sees(told, ["1", "2"])
})

test("what is revoked while its subscription is on its way is refused", async () => {
  const world = createWorld()
  const { joining, confirm } = await joinSlowly(world)
  world.revoke("c")
  confirm()
  await expect(joining).rejects.toMatchObject({ code: "REVOKED" })
  expect(world.signals).toEqual([])
})

test("what is revoked from then on is heard", async () => {
  const world = createWorld()
  await connect(world)
  world.revoke("c")
  expect(world.signals).toEqual(["c"])
})

test("a client that has read on by itself is not told what Redis had lost before", async () => {
  const world = createWorld({ page: 2 })
  world.set([1, 2, 3, 4].map((n) => at(n)))
  const first = await connect(world)
  let answer: () => void = () => undefined
  world.delays.push(new Promise((resolve) => (answer = resolve)))
  const joining = connect(world, at(0))
  await new Promise(setImmediate)
  // Redis fails over after the first page was read, and the second one shows it, to this client alone.
  world.set([1, 2].map((n) => at(n)))
  world.say(at(3, "a", "13-0"), false)
  answer()
  const told = await joining
  await sees(told, ["1", "2", "gap 2", "3"])
  // The process follows the lost end of the channel still.
  world.tellOnly(entry(at(5)))
  await sees(first, ["5"])
  world.say(at(4, "a", "14-0"))
  await sees(told, ["1", "2", "gap 2", "3", "4"])
  await sees(first, ["5", "gap 2", "3", "4"])
})

describe("where a subscription comes back", () => {
  test("signals may have been missed, if it was that of signals", async () => {
    const world = createWorld()
    await connect(world)
    world.restore()
    expect(world.missed).toEqual([])
    world.restore(world.controlTopic)
    expect(world.missed).toEqual(["signals"])
  })

  test("the people of its channels are read again, and no others", async () => {
    const world = createWorld()
    const leave = world.hub.rooms.enter("room")
    world.restore(world.controlTopic)
    expect(world.missed).toEqual(["signals"])
    world.restore()
    expect(world.missed).toEqual(["signals", "people of room"])
    leave()
  })

  test("a hole that cannot be read just now is filled when it can, also where nothing more is said", async () => {
    const world = createWorld()
    const told = await connect(world)
    world.say(at(1), false)
    world.failReadings(1)
    world.restore()
    await sees(told, ["1"])
  })
})
