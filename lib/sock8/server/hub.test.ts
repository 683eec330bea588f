/** Orders of events that a real Redis shows once in a long while, made to happen. */
import { describe, expect, test, vi } from "vitest"
import { z } from "zod"
import type { Position } from "../core/cursor"
import { defineChannels } from "../core/define"
import { parseStreamEvent } from "../core/wire"
import { createClientStream } from "./client-stream"
import { type Delivery, deliver } from "./deliver"
import { type Entry, encodeBody } from "./entry"
import type { History, Reading } from "./history"
import { createHub, type Hub } from "./hub"
import { createKeys } from "./keys"
import { createRooms } from "./presence-rooms"

const { room: channel } = defineChannels({ room: [z.number()] })
const at = (n: number, epoch = "a", id = `${n}-0`): Position => ({ id, epoch, n })
const entry = (position: Position, previous = at(position.n - 1).id): Entry => ({
  ...{ channel: "room", position, previous },
  body: encodeBody(null, position.n),
})
const line = ({ position: { id, epoch, n }, previous, body }: Entry) =>
  `1 room ${epoch} ${n} ${id} ${previous} ${body}`

/** A channel whose log and answers the test holds in its hands. */
function createWorld() {
  let log: Entry[] = []
  let head = at(0)
  let cut: string | undefined
  const delays: Array<Promise<void>> = []
  /** The ids that Redis was asked to read after. */
  const asked: string[] = []
  let tell: (text: string) => void = () => undefined
  let restored: (topic: string) => void = () => undefined
  const keys = createKeys("t")

  /** Entries have no epoch of their own: they are of the one that the channel has by now. */
  const asRead = (said: Entry) => ({ ...said, position: { ...said.position, epoch: head.epoch } })

  async function read(after: string | undefined): Promise<Reading> {
    if (after !== undefined) asked.push(after)
    const ms = Number(after?.split("-")[0])
    const entries =
      after === undefined
        ? []
        : log.filter(({ position }) => Number(position.id.split("-")[0]) > ms).map(asRead)
    const reading: Reading = { head, entries, more: false, ...(cut !== undefined && { cut }) }
    await delays.shift()
    return reading
  }
  const readAll: History["readSince"] = (requests) =>
    Promise.all(requests.map(({ after }) => read(after?.id)))
  const history: History = {
    readSince: readAll,
    admit: async (_, requests) => ({ readings: await readAll(requests), people: [] }),
    async beginAnew(_, seen) {
      if (head.epoch === seen.epoch) head = { ...head, epoch: "anew" }
      cut = seen.id
    },
    readBefore: async () => ({ messages: [], next: null }),
  }
  const hub = createHub({
    ...{ rooms: createRooms(async () => undefined) },
    ...{ keys, history, warmMs: 60_000, onSignal: () => undefined, onSignalsMissed: () => undefined },
    upstream(events) {
      tell = events.onLine
      restored = events.onRestored
      return { cover: async () => () => undefined, size: () => 0, close: () => undefined }
    },
  })
  return {
    hub,
    history,
    delays,
    asked,
    set(numbers: readonly Position[], newHead = numbers.at(-1) ?? head) {
      log = numbers.map((position) => entry(position))
      head = newHead
    },
    say(position: Position, told = true) {
      const said = entry(position, head.id)
      log.push(said)
      head = position
      if (told) tell(line(said))
    },
    /** As another version of the app may tell it. */
    sayOtherwise(position: Position) {
      log.push(entry(position, head.id))
      head = position
      tell(`1 room {"n":${position.n}}`)
    },
    /** Something else writes under the next number. */
    garble(position: Position) {
      const { id, epoch, n } = position
      tell(`1 room ${epoch} ${n} ${id} ${head.id} {`)
      head = position
    },
    restore: () => restored(keys.topic("room")),
  }
}

/** What one client is told, as `7` for a message and `gap 7` for a gap up to it. */
async function connect(
  { hub, history }: { hub: Hub; history: History },
  after?: Position,
  onDelivery: (delivery: Delivery) => void = () => undefined,
) {
  const told: string[] = []
  const stream = createClientStream({ onEnd: () => undefined })
  void pump(stream.body, told)
  const info = { id: "c", identity: null, address: "", transport: "fetch" as const, channels: [], since: 0 }
  const admission = { info, standing: undefined, limits: { perPerson: 1, perAddress: 1 } }
  onDelivery(
    await deliver(
      { admission, refused: [], unseen: [], wanted: [{ channel, after }] },
      { hub, history, stream },
    ),
  )
  return told
}

async function pump(body: ReadableStream<Uint8Array>, told: string[]): Promise<void> {
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    for (const [, type = "", data = ""] of decoder.decode(bytes).matchAll(/event: (\w+)\ndata: (.*)\n/g)) {
      const event = parseStreamEvent(type, data)
      if (event?.type === "message") told.push(String(event.n))
      if (event?.type === "gap") told.push(`gap ${event.cursor.split(".")[2]}`)
    }
  }
}

const sees = (told: string[], expected: string[]) => vi.waitFor(() => expect(told).toEqual(expected))

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
