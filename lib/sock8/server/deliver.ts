/**
 * What one connection is sent, from its first event to its last: where each channel stands, what it missed,
 * then what is said. Live messages are held until what was missed has been told, so that each channel comes
 * once and in order. Next step of the walk: `publish.ts`.
 */
import { type Cursor, formatCursor, positionBefore } from "../core/cursor"
import type { ErrorCode } from "../core/errors"
import type { Channel } from "../core/tree"
import type { OpenChannel, StreamEvent } from "../core/wire"
import type { ClientStream } from "./client-stream"
import { closeWith } from "./connections"
import type { Continuation } from "./continuation"
import { eventFrame } from "./frames"
import { createGate } from "./gate"
import { type Arrival, createHolding, type HeldArrivals } from "./held-arrivals"
import { type History, PAGE_BYTES, type Reading } from "./history"
import type { Hub } from "./hub"
import type { Listener } from "./hub-channel"
import { continueLane, isDense, type Lane, NOTHING, READ_ON, replayLane, write } from "./lane"
import type { Admission } from "./leases"
import { createOutbox } from "./presence-outbox"
import { codeOf } from "./problem"

/** One channel of a connection that was allowed, and the client's own cursor on it. */
export interface Wanted {
  readonly channel: Channel
  readonly after?: Cursor | undefined
}

/** One channel of a connection that was refused, while others go on. */
export interface Verdict {
  readonly channel: string
  readonly code: ErrorCode
  readonly title: string
}

/** Everything that one connection is made of. */
export interface OpenConnection {
  readonly admission: Admission
  readonly wanted: readonly Wanted[]
  readonly refused: readonly Verdict[]
  /** Channels whose messages are delivered, and nothing of their people. */
  readonly unseen: readonly Verdict[]
}

/** What goes on for one client. */
export interface Delivery {
  /** The channels that are delivered now. */
  channels(): readonly Channel[]
  /** Holds everything back until `release`: nobody knows just now whether it may be delivered. */
  hold(): void
  release(): void
  /** Stops one channel, and says why. The others go on. */
  take(verdict: Verdict): void
  /** Stops telling who is on a channel, and says why. Its messages go on. */
  hide(verdict: Verdict): void
  /** Stops all. */
  leave(): void
}

/** What a delivery needs. */
export interface DeliverOptions {
  readonly hub: Hub
  readonly history: History
  readonly stream: ClientStream
  /** Most bytes that are held for the client while they cannot be written. Default 256 KiB. */
  readonly maxHeldBytes?: number | undefined
}

/**
 * Joins the hub and delivers to the stream.
 *
 * @throws Sock8Error whatever the admission is refused with, or `UNAVAILABLE`: then nothing was written.
 */
export async function deliver(connection: OpenConnection, options: DeliverOptions): Promise<Delivery> {
  const { hub, history, stream, maxHeldBytes } = options
  const hold = createHolding(maxHeldBytes)
  const held = new Map(connection.wanted.map(({ channel }) => [channel.name, hold()]))
  const lanes = new Map<string, Lane>()
  /** Closed before the first reading, and while nobody knows what may be delivered. */
  const gate = createGate()

  function receive(channel: string, arrival: Arrival): void {
    const lane = lanes.get(channel)
    const isLive = lane?.isLive && gate.isOpen()
    if (isLive && isDense(lane, arrival)) {
      write(stream, lane, arrival)
      return
    }
    held.get(channel)?.push(arrival)
    if (isLive) void replay(lane, READ_ON)
  }

  async function replay(lane: Lane, missed: Continuation): Promise<void> {
    const isTaken = () => lanes.get(lane.channel.name) !== lane || !stream.isOpen()
    const mayWrite = () => gate.isOpen() && stream.hasRoom()
    async function untilMayWrite(): Promise<void> {
      while (!mayWrite() && stream.isOpen()) {
        await gate.opened()
        await stream.room()
      }
    }
    try {
      await replayLane(lane, missed, { history, stream, isTaken, mayWrite, untilMayWrite })
    } catch (error) {
      // Either way the client comes back and reads on from its cursor.
      if (codeOf(error) === "SLOW_READER") closeWith(stream, "SLOW_READER")
      else stream.end()
    }
  }

  const listener: Listener = {
    onMessage: (message) => receive(message.channel, message),
    onGap: receive,
  }

  function release(): void {
    gate.open()
    for (const lane of lanes.values()) if (lane.isLive) writeHeldOf(lane)
  }

  /** What came while the gate was closed. */
  function writeHeldOf(lane: Lane): void {
    for (let next = lane.held.first(); next && isDense(lane, next); next = lane.held.first()) {
      lane.held.shift()
      write(stream, lane, next)
    }
    if (lane.held.first() || lane.held.isIncomplete()) void replay(lane, READ_ON)
  }

  const { readings, leave } = await hub.join(connection.wanted, listener, connection.admission)
  const plans = planAll(connection.wanted, { readings, held })
  for (const { name, lane } of plans) if (lane) lanes.set(name, lane)
  release()

  const people = createOutbox(hub.rooms, stream)
  stream.write(eventFrame(openEvent(connection, plans)))
  for (const verdict of [...connection.refused, ...plans.flatMap(brokenVerdict)]) refuse(stream, verdict)
  for (const verdict of connection.unseen) refusePresence(stream, verdict)
  for (const { channel } of connection.admission.shown ?? []) people.watch(channel)
  // One after the other: replaying all at once would only fill the memory.
  void plans.reduce(
    (before, { lane, missed }) => before.then(() => lane && replay(lane, missed)),
    Promise.resolve(),
  )
  return {
    channels: () => [...lanes.values()].map(({ channel }) => channel),
    hold() {
      gate.close()
      people.hold()
    },
    release() {
      release()
      people.release()
    },
    hide(verdict) {
      people.drop(verdict.channel)
      refusePresence(stream, verdict)
    },
    take(verdict) {
      people.drop(verdict.channel)
      lanes.delete(verdict.channel)
      held.delete(verdict.channel)
      leave(verdict.channel)
      refuse(stream, verdict)
    },
    leave() {
      people.leave()
      leave()
    },
  }
}

function refuse(stream: ClientStream, verdict: Verdict): void {
  stream.write(eventFrame({ type: "refused", ...verdict }))
}

function refusePresence(stream: ClientStream, verdict: Verdict): void {
  stream.write(eventFrame({ type: "presence", event: "refused", ...verdict }))
}

/** What is to be told of one channel before it is live. */
interface Plan {
  readonly channel: Channel
  readonly name: string
  /** `undefined` where the channel cannot be read. */
  readonly lane: Lane | undefined
  missed: Continuation
}

interface PlanOptions {
  readonly readings: ReadonlyArray<Reading | undefined>
  readonly held: ReadonlyMap<string, HeldArrivals>
}

/** Plans are carried out one after the other. What is beyond a page is read again when its turn has come. */
function planAll(wanted: readonly Wanted[], { readings, held }: PlanOptions): Plan[] {
  let bytes = 0
  return wanted.map((one, index) => {
    const planned = plan(one, readings[index], held.get(one.channel.name))
    const size = planned.missed.entries.reduce((sum, { body }) => sum + body.length, 0)
    if (size === 0 || bytes + size <= PAGE_BYTES) bytes += size
    else planned.missed = { ...planned.missed, ...READ_ON }
    return planned
  })
}

function plan(wanted: Wanted, reading: Reading | undefined, held: HeldArrivals | undefined): Plan {
  const { channel, after } = wanted
  const { name } = channel
  if (!reading || !held) return { channel, name, lane: undefined, missed: NOTHING }
  const missed: Continuation = after ? continueLane(channel, after, reading) : reading
  const [first] = missed.entries
  const told = missed.gap ?? (first ? positionBefore(first.position) : reading.head)
  return { channel, name, lane: { channel, told, isLive: false, held }, missed }
}

function openEvent({ admission: { info } }: OpenConnection, plans: readonly Plan[]): StreamEvent {
  return { type: "open", connection: info.id, identity: info.identity, channels: plans.flatMap(openChannel) }
}

function openChannel({ channel, name, lane, missed }: Plan): OpenChannel[] {
  if (!lane) return []
  const { latestOnJoin } = channel.definition.config
  const standing = { name, cursor: formatCursor(lane.told), recovered: missed.gap === undefined }
  return [latestOnJoin ? { ...standing, latest: true } : standing]
}

function brokenVerdict({ name, lane }: Plan): Verdict[] {
  return lane ? [] : [{ channel: name, code: "UNAVAILABLE", title: "This channel cannot be read just now" }]
}
