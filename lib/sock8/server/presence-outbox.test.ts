/** News of people on their way to one client, over real rooms and a real stream that its reader may leave full. */
import { expect, test, vi } from "vitest"
import { createClientStream } from "./client-stream"
import { createOutbox } from "./presence-outbox"
import { createRooms } from "./presence-rooms"

const ROOM = "document.red"
const FULL = 100_000

interface News {
  readonly channel: string
  readonly event: string
  readonly id?: string
  readonly member?: { readonly id: string; readonly state: unknown }
  readonly members?: ReadonlyArray<{ readonly id: string; readonly state: unknown }>
}

/** A client that is told of these rooms, which are empty at first. */
function start(...channels: string[]) {
  const rooms = createRooms(async () => undefined)
  const stream = createClientStream({ onEnd: () => undefined, maxWaitingBytes: FULL })
  const outbox = createOutbox(rooms, stream)
  const reader = stream.body.getReader()
  const versions = new Map<string, number>()
  for (const channel of channels) {
    rooms.enter(channel)
    rooms.seed(channel, { version: 0, present: new Map(), away: new Map(), seen: [] })
    outbox.watch(channel)
  }

  function change(channel: string, text: string): void {
    const version = (versions.get(channel) ?? 0) + 1
    versions.set(channel, version)
    rooms.receive(`2 ${channel} ${version} ${text}`)
  }

  return {
    ...{ outbox, stream },
    /** Somebody shows something of themselves. */
    show: (id: string, state: unknown, channel = ROOM) =>
      change(channel, `set of-${id} ${JSON.stringify({ id, state, since: 1, at: Number(state) || 1 })}`),
    gone: (id: string, channel = ROOM) => change(channel, `gone ${id} 7`),
    /** Makes the client one that takes nothing, until it reads. */
    fill: () => stream.write(new Uint8Array(FULL).fill(10)),
    /** Reads what is there, and tells it in short: `update ada 3`. */
    async read(): Promise<string[]> {
      const { value } = await reader.read()
      const lines = new TextDecoder().decode(value).split("\n")
      return lines
        .filter((line) => line.startsWith("data: "))
        .map((line) => inShort(JSON.parse(line.slice(6))))
    },
  }
}

function inShort({ channel, event, id, member, members }: News): string {
  const of = channel === ROOM ? "" : `${channel} `
  if (members) return `${of}list ${members.map((one) => `${one.id} ${one.state}`).join(", ")}`.trim()
  return `${of}${event} ${member ? `${member.id} ${member.state}` : id}`
}

const settle = () => new Promise(setImmediate)

test("the list comes first, and then each change as it is made, to a client that takes them", async () => {
  const { show, gone, read } = start(ROOM)
  expect(await read()).toEqual(["list"])
  show("ada", 1)
  expect(await read()).toEqual(["join ada 1"])
  show("ada", 2)
  expect(await read()).toEqual(["update ada 2"])
  gone("ada")
  expect(await read()).toEqual(["leave ada"])
})

test("of what somebody did while the client took nothing only the last is told, once for each person", async () => {
  const { show, gone, fill, read } = start(ROOM)
  await read()
  show("cat", 1)
  await read()
  fill()
  await settle()
  for (let step = 1; step <= 500; step += 1) {
    show("ada", step)
    show("ben", step * 2)
  }
  gone("cat")
  await settle()
  expect(await read(), "what filled it").toEqual([])
  expect(await read()).toEqual(["update ada 500", "update ben 1000", "leave cat"])
  show("ada", 501)
  expect(await read()).toEqual(["update ada 501"])
})

test("what is held back is told anew as a list, as it is when it is released", async () => {
  const { outbox, show, read } = start(ROOM)
  await read()
  show("ada", 1)
  await read()
  outbox.hold()
  show("ada", 2)
  show("ben", 3)
  await settle()
  outbox.release()
  expect(await read()).toEqual(["list ada 2, ben 3"])
})

test("what waited when it was held is not told before the release", async () => {
  const { outbox, show, fill, read } = start(ROOM)
  await read()
  fill()
  await settle()
  show("ada", 1)
  outbox.hold()
  expect(await read()).toEqual([])
  await settle()
  show("ada", 2)
  outbox.release()
  expect(await read()).toEqual(["list ada 2"])
})

test("a channel that is dropped is told no more, also what waited; the others go on", async () => {
  const { outbox, show, fill, read } = start(ROOM, "hall.1")
  expect(await read()).toEqual(["list", "hall.1 list"])
  fill()
  await settle()
  show("ada", 1)
  show("ben", 1, "hall.1")
  outbox.drop(ROOM)
  expect(await read()).toEqual([])
  expect(await read()).toEqual(["hall.1 join ben 1"])
  show("ada", 2)
  show("ben", 2, "hall.1")
  expect(await read()).toEqual(["hall.1 update ben 2"])
})

test("whoever has left is told nothing, and nothing waits for them", async () => {
  const { outbox, stream, show } = start(ROOM)
  await settle()
  outbox.leave()
  const write = vi.spyOn(stream, "write")
  show("ada", 1)
  await settle()
  expect(write).not.toHaveBeenCalled()
})

test("S-21 news of more people than may wait becomes one list, made when it is written", async () => {
  const { show, fill, read } = start(ROOM)
  await read()
  fill()
  await settle()
  const people = Array.from({ length: 30 }, (_, index) => `person-${index}`)
  const long = "x".repeat(10_000)
  for (const id of people) show(id, long)
  for (const id of people) show(id, 1)
  expect(await read(), "what filled it").toEqual([])
  expect(await read()).toEqual([`list ${people.map((id) => `${id} 1`).join(", ")}`])
  show("person-0", 2)
  expect(await read()).toEqual(["update person-0 2"])
})
