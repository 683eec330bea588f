/** For tests of the hub: one channel whose Redis the test holds in its hands, and clients of it. */
import { expect, vi } from "vitest"
import { z } from "zod"
import { isNewer, type Position } from "../core/cursor"
import { defineChannels } from "../core/define"
import { Sock8Error } from "../core/errors"
import { parseStreamEvent } from "../core/wire"
import { type ClientStream, createClientStream } from "./client-stream"
import { type Delivery, deliver } from "./deliver"
import { type Entry, encodeBody } from "./entry"
import { createHeads } from "./heads"
import type { History, Reading } from "./history"
import { createHub, type Hub } from "./hub"
import { createKeys } from "./keys"
import { createRooms } from "./presence-rooms"

const { room: channel } = defineChannels({ room: [z.number()] })
/** The place of a message. Its id is its number, where nothing else is said. */
export const at = (n: number, epoch = "a", id = `${n}-0`): Position => ({ id, epoch, n })
/** A message at a place, which says its number. */
export const entry = (position: Position, previous = at(position.n - 1).id): Entry => ({
  ...{ channel: "room", position, previous },
  body: encodeBody(null, position.n),
})
const line = ({ position: { id, epoch, n }, previous, body }: Entry) =>
  `1 room ${epoch} ${n} ${id} ${previous} ${body}`

/** A channel whose log and answers the test holds in its hands. A reading gives so many messages. */
export function createWorld({ page = Number.POSITIVE_INFINITY } = {}) {
  let log: Entry[] = []
  let head = at(0)
  let cut: string | undefined
  const epochs = new Map<string, string>()
  const delays: Array<Promise<void>> = []
  /** What the next subscriptions wait for. */
  const confirmations: Array<Promise<void>> = []
  const covered = new Set<string>()
  const revoked = new Set<string>()
  /** Ids of what was revoked, as this process was told. */
  const signals: string[] = []
  /** What it found out that it may have missed: signals, and the people of channels. */
  const missed: string[] = []
  let failures = 0
  /** The ids that Redis was asked to read after. */
  const asked: string[] = []
  let hear: (text: string) => void = () => undefined
  let restored: (topic: string) => void = () => undefined
  const keys = createKeys("t")
  const roomTopic = keys.topic("room")
  const heads = createHeads()

  /** Redis keeps no line for who subscribes later. */
  function tell(text: string, topic = roomTopic): void {
    if (covered.has(topic)) hear(text)
  }

  /** Entries have no epoch of their own: they are of the one that the channel has by now. */
  const asRead = (said: Entry) => ({ ...said, position: { ...said.position, epoch: head.epoch } })

  /** As the scripts do it where what this process knows was lost. */
  function renew(): void {
    const known = heads.of("room")
    if (known?.epoch !== head.epoch || known.id === head.id) return
    const next = log.find(({ position }) => isNewer(position.id, known.id))
    const [n, id] = next ? [next.position.n - 1, next.previous] : [head.n, head.id]
    if (n > known.n || (n === known.n && id === known.id)) return
    const epoch = `${head.epoch}2`
    epochs.set(head.epoch, epoch)
    head = { ...head, epoch }
    cut = known.id
  }

  /** What is said goes on in the epoch that took the place of another. */
  const placed = (position: Position): Position => ({
    ...position,
    epoch: epochs.get(position.epoch) ?? position.epoch,
  })

  async function read(after: string | undefined): Promise<Reading> {
    if (failures > 0) {
      failures -= 1
      throw new Sock8Error("UNAVAILABLE")
    }
    renew()
    if (after !== undefined) asked.push(after)
    const ms = Number(after?.split("-")[0])
    const entries =
      after === undefined
        ? []
        : log.filter(({ position }) => Number(position.id.split("-")[0]) > ms).map(asRead)
    heads.note("room", head)
    const more = entries.length > page
    const reading: Reading = {
      ...{ head, entries: entries.slice(0, page), more },
      ...(cut !== undefined && { cut }),
    }
    await delays.shift()
    return reading
  }
  const readAll: History["readSince"] = (requests) =>
    Promise.all(requests.map(({ after }) => read(after?.id)))
  const history: History = {
    readSince: readAll,
    async admit({ info }, requests) {
      if (revoked.has(info.id)) throw new Sock8Error("REVOKED")
      return { readings: await readAll(requests), people: [] }
    },
    readBefore: async () => ({ messages: [], next: null }),
  }
  const hub = createHub({
    rooms: createRooms(async (name) => void missed.push(`people of ${name}`)),
    ...{ keys, heads, history, warmMs: 60_000, onSignalsMissed: () => void missed.push("signals") },
    onSignal: (signal) => void (signal.type === "revoked" && signals.push(signal.id)),
    upstream(events) {
      hear = events.onLine
      restored = events.onRestored
      async function cover(topics: ReadonlySet<string>) {
        await confirmations.shift()
        for (const topic of topics) covered.add(topic)
        return () => undefined
      }
      return { cover, size: () => 0, close: () => undefined }
    },
  })
  return {
    hub,
    heads,
    history,
    delays,
    confirmations,
    signals,
    missed,
    asked,
    set(numbers: readonly Position[], newHead = numbers.at(-1) ?? head) {
      log = numbers.map((position) => entry(position))
      head = newHead
    },
    say(position: Position, told = true) {
      const said = entry(placed(position), head.id)
      log.push(said)
      head = said.position
      if (told) tell(line(said))
    },
    /** A line comes in of what is not in Redis. */
    tellOnly: (said: Entry) => tell(line(said)),
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
    /** Revokes a connection: state first, signal second. */
    revoke(id: string) {
      revoked.add(id)
      tell(`~ revoked ${id} REVOKED`, keys.control)
    },
    /** A subscription comes back. */
    restore: (topic = roomTopic) => restored(topic),
    controlTopic: keys.control,
    /** So many readings fail from now on. */
    failReadings(count: number) {
      failures = count
    },
  }
}

/** The hub of a world, and what it reads. */
interface HubAndHistory {
  readonly hub: Hub
  readonly history: History
}

/** What one client is told, as `7` for a message and `gap 7` for a gap up to it. */
export async function connect(
  world: HubAndHistory,
  after?: Position,
  onDelivery: (delivery: Delivery) => void = () => undefined,
) {
  const told: string[] = []
  const stream = createClientStream({ onEnd: () => undefined })
  void pump(stream.body, told)
  onDelivery(await join(world, { stream, after }))
  return told
}

/** A client for which little may wait, and which reads when it is told to. */
export async function connectSlowly(
  world: HubAndHistory,
  { after, maxHeldBytes }: { after: Position; maxHeldBytes?: number },
) {
  const told: string[] = []
  const stream = createClientStream({ onEnd: () => undefined, maxWaitingBytes: 1_000 })
  const delivery = await join(world, { stream, after, maxHeldBytes })
  const reader = stream.body.getReader()
  return {
    told,
    delivery,
    /** Takes what is there, or waits for something. `false` at the end. */
    async read(): Promise<boolean> {
      const { value, done } = await reader.read()
      told.push(...eventsIn(value))
      return !done
    },
  }
}

interface JoinOptions {
  readonly stream: ClientStream
  readonly after: Position | undefined
  readonly maxHeldBytes?: number | undefined
}

function join({ hub, history }: HubAndHistory, { after, ...options }: JoinOptions): Promise<Delivery> {
  const info = { id: "c", identity: null, address: "", transport: "fetch" as const, channels: [], since: 0 }
  const admission = { info, standing: undefined, limits: { perPerson: 1, perAddress: 1 } }
  return deliver(
    { admission, refused: [], unseen: [], wanted: [{ channel, after }] },
    { hub, history, ...options },
  )
}

async function pump(body: ReadableStream<Uint8Array>, told: string[]): Promise<void> {
  for await (const bytes of body) told.push(...eventsIn(bytes))
}

function eventsIn(bytes: Uint8Array | undefined): string[] {
  const text = new TextDecoder().decode(bytes)
  return [...text.matchAll(/event: (\w+)\ndata: (.*)\n/g)].flatMap(([, type = "", data = ""]) => {
    const event = parseStreamEvent(type, data)
    if (event?.type === "message") return [String(event.n)]
    if (event?.type === "gap") return [`gap ${event.cursor.split(".")[2]}`]
    return event?.type === "close" ? [`close ${event.code}`] : []
  })
}

/** Waits until a client was told this, and nothing else. */
export const sees = (told: string[], expected: string[]) => vi.waitFor(() => expect(told).toEqual(expected))
