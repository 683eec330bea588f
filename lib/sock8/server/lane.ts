/**
 * One channel on its way to one client: what was missed is told before what is said, each message once and in
 * order, and a hole is either filled from Redis or told.
 */
import { type Cursor, formatCursor, isNewer, isTold, type Position, positionBefore } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import type { Channel } from "../core/tree"
import type { ClientStream } from "./client-stream"
import { type Continuation, continueFrom, continueWhole } from "./continuation"
import { continues, type Entry } from "./entry"
import { eventFrame, messageFrame } from "./frames"
import type { Arrival, HeldArrivals } from "./held-arrivals"
import type { History, Reading } from "./history"

/** One channel on its way to one client. */
export interface Lane {
  readonly channel: Channel
  /** The last message or gap that was written to this client. */
  told: Position
  /** What arrives is written at once. While history is told it is held. */
  isLive: boolean
  readonly held: HeldArrivals
}

/** Nothing to tell. */
export const NOTHING: Continuation = { entries: [], more: false }
/** All there is to tell is in Redis. */
export const READ_ON: Continuation = { entries: [], more: true }

/** What a replay needs. */
export interface Replay {
  readonly history: History
  readonly stream: ClientStream
  /** Whether the channel was taken away meanwhile, or the client has left. */
  readonly isTaken: () => boolean
  /** Whether the client has taken most of what was written, and may have more. */
  readonly mayWrite: () => boolean
  /** Resolves when that is so, or the client has left. */
  readonly untilMayWrite: () => Promise<void>
}

/**
 * Tells what was missed, page by page, then what was held meanwhile; from then on the channel is live. Where more
 * arrived than can be held, it reads on from Redis instead.
 *
 * @throws Sock8Error `SLOW_READER` where the client reads more slowly than messages come, `UNAVAILABLE`
 */
export async function replayLane(lane: Lane, missed: Continuation, replay: Replay): Promise<void> {
  lane.isLive = false
  const isTooSlow = createPace()
  let page: Page = { ...missed, behind: Number.POSITIVE_INFINITY }
  for (;;) {
    const didWait = await writePage(lane, page, replay)
    if (isTooSlow(page, didWait)) throw new Sock8Error("SLOW_READER")
    if (!page.more) await writeHeld(lane, replay)
    if (lane.isLive || replay.isTaken()) return
    // Before Redis is read: what arrives from now on may be newer than what is read.
    if (lane.held.isIncomplete()) lane.held.clear()
    page = await readPage(lane, replay)
  }
}

/** A page of history, and how many messages the client was away from the end of the channel when it was read. */
type Page = Continuation & { readonly behind: number }

async function readPage({ channel, told }: Lane, { history }: Replay): Promise<Page> {
  const [reading] = await history.readSince([{ channel, after: told }])
  if (!reading) return { ...NOTHING, behind: 0 }
  return { ...continueLane(channel, told, reading), behind: reading.head.n - told.n }
}

/** Pages in a row that bring a client no nearer to the end of its channel, before it counts as too slow. */
const MAX_PAGES_BEHIND = 16

/** Judges page after page whether the client is too slow, and not Redis: one of the pages had to wait for it. */
function createPace(): (page: Page, didWait: boolean) => boolean {
  let nearest = Number.POSITIVE_INFINITY
  let pagesBehind = 0
  let hasWaited = false
  return ({ behind }, didWait) => {
    const isNearer = behind < nearest
    nearest = Math.min(nearest, behind)
    pagesBehind = isNearer ? 0 : pagesBehind + 1
    hasWaited = didWait || (hasWaited && !isNearer)
    return hasWaited && pagesBehind >= MAX_PAGES_BEHIND
  }
}

/** @returns whether the client kept it waiting. */
async function writePage(lane: Lane, { gap, entries }: Page, replay: Replay): Promise<boolean> {
  const { stream, isTaken, mayWrite, untilMayWrite } = replay
  const writes = entries.map((entry) => () => writeEntry(stream, lane, entry))
  if (gap) writes.unshift(() => writeGap(stream, lane, gap))
  let didWait = false
  for (const writeNext of writes) {
    if (!mayWrite()) {
      didWait = true
      await untilMayWrite()
    }
    if (isTaken()) break
    writeNext()
  }
  return didWait
}

function writeEntry(stream: ClientStream, lane: Lane, entry: Entry): void {
  const { channel, position, previous } = entry
  const frame = messageFrame(entry)
  // What lay between, or lies here, is no message of ours: it cannot be told, and that is said.
  if (!isTold(position, lane.told) && !continues(entry, lane.told))
    write(stream, lane, positionBefore(position))
  write(stream, lane, frame ? { channel, position, previous, frame } : position)
}

/** Writes what is held after all of Redis was read, and makes the channel live when nothing is left. */
async function writeHeld(lane: Lane, { stream, isTaken, mayWrite, untilMayWrite }: Replay): Promise<void> {
  for (;;) {
    if (!mayWrite()) await untilMayWrite()
    if (isTaken()) return
    const arrival = lane.held.shift()
    if (!arrival) {
      lane.isLive = !lane.held.isIncomplete()
      return
    }
    // By id alone: what was read may have another epoch than it had when it was said. What is older and was not
    // read is of those that Redis lost.
    if (!isNewer(positionOf(arrival).id, lane.told.id)) continue
    // What Redis does not have after it was read is gone: then the hole is told.
    if (!isDense(lane, arrival) && "frame" in arrival) write(stream, lane, positionBefore(arrival.position))
    write(stream, lane, arrival)
  }
}

/** Whether an arrival is the next of its channel for this client, or one that they had already. */
export function isDense({ told }: Lane, arrival: Arrival): boolean {
  if (!("frame" in arrival)) return true
  return isTold(arrival.position, told) || continues(arrival, told)
}

/** Writes one message or gap of its channel, unless the client had what it is about. */
export function write(stream: ClientStream, lane: Lane, arrival: Arrival): void {
  const position = positionOf(arrival)
  if (isTold(position, lane.told)) return
  if (!("frame" in arrival)) {
    writeGap(stream, lane, arrival)
    return
  }
  lane.told = position
  stream.write(arrival.frame)
}

function positionOf(arrival: Arrival): Position {
  return "frame" in arrival ? arrival.position : arrival
}

function writeGap(stream: ClientStream, lane: Lane, position: Position): void {
  lane.told = position
  const { name: channel } = lane.channel
  stream.write(eventFrame({ type: "gap", channel, cursor: formatCursor(position) }))
}

/** What a client is told of a channel that it has read up to a cursor. */
export function continueLane(channel: Channel, after: Cursor, reading: Reading): Continuation {
  const keepsLatest = channel.definition.config.latestBy !== undefined
  const missed = (keepsLatest ? continueWhole : continueFrom)(after, reading)
  // Entries of a reading have no epoch of their own.
  const { epoch } = reading.head
  const entries = missed.entries.map((entry) => ({ ...entry, position: { ...entry.position, epoch } }))
  return { ...missed, entries }
}
