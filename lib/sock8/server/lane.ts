/**
 * One channel on its way to one client: what was missed is told before what is said, each message once and in
 * order, and a hole is either filled from Redis or told.
 */
import { type Cursor, formatCursor, isNewer, isTold, type Position, positionBefore } from "../core/cursor"
import type { Channel } from "../core/tree"
import type { ClientStream } from "./client-stream"
import { type Continuation, continueFrom, continueWhole } from "./continuation"
import { continues, type Entry } from "./entry"
import { eventFrame, messageFrame } from "./frames"
import type { History, Reading } from "./history"
import type { HubMessage } from "./hub-channel"

/** A message, or the end of a gap. */
export type Arrival = HubMessage | Position

/** One channel on its way to one client. */
export interface Lane {
  /** The last message or gap that was written to this client. */
  told: Position
  /** What arrived while history was being told; `undefined` once the channel is live. */
  held: Arrival[] | undefined
  readonly channel: Channel
}

/** Bytes of history that are written before the client must have taken some. */
const REPLAY_STEP_BYTES = 256 * 1024

/** Nothing to tell. */
export const NOTHING: Continuation = { entries: [], more: false }

/** What a replay needs. */
export interface Replay {
  readonly history: History
  readonly stream: ClientStream
  /** Whether the channel was taken away meanwhile, or the client has left. */
  readonly isTaken: () => boolean
}

/** Tells what was missed, page by page, then what was held meanwhile; from then on the channel is live. */
export async function replayLane(
  lane: Lane,
  missed: Continuation,
  { stream, history, isTaken }: Replay,
): Promise<void> {
  const { channel } = lane
  for (let page = missed; !isTaken(); page = await nextPage(channel, lane.told, history)) {
    if (page.gap) writeGap(stream, channel.name, lane, page.gap)
    await replayPage(page.entries, lane, { stream, isTaken })
    if (!page.more) break
  }
  const held = lane.held ?? []
  lane.held = undefined
  if (isTaken()) return
  for (const arrival of held) {
    // By id alone: what was read may have another epoch than it had when it was said. What is older and was not
    // read is of those that Redis lost.
    if (!isNewer(positionOf(arrival).id, lane.told.id)) continue
    // What Redis does not have after it was read is gone: then the hole is told.
    if (!isDense(lane, arrival) && "frame" in arrival)
      write(stream, channel.name, lane, positionBefore(arrival.position))
    write(stream, channel.name, lane, arrival)
  }
}

async function nextPage(channel: Channel, after: Position, history: History): Promise<Continuation> {
  const [reading] = await history.readSince([{ channel, after }])
  return reading ? continueLane(channel, after, reading) : NOTHING
}

async function replayPage(
  entries: readonly Entry[],
  lane: Lane,
  { stream, isTaken }: { stream: ClientStream; isTaken: () => boolean },
): Promise<void> {
  let bytes = 0
  for (const entry of entries) {
    if (isTaken()) return
    const { channel, position, previous } = entry
    const frame = messageFrame(entry)
    // What lay between, or lies here, is no message of ours: it cannot be told, and that is said.
    if (!isTold(position, lane.told) && !continues(entry, lane.told))
      write(stream, channel, lane, positionBefore(position))
    write(stream, channel, lane, frame ? { channel, position, previous, frame } : position)
    bytes += frame?.byteLength ?? 0
    if (bytes < REPLAY_STEP_BYTES) continue
    bytes = 0
    await stream.room()
  }
}

/** Whether an arrival is the next of its channel for this client, or one that they had already. */
export function isDense({ told }: Lane, arrival: Arrival): boolean {
  if (!("frame" in arrival)) return true
  return isTold(arrival.position, told) || continues(arrival, told)
}

/** Writes one message or gap of one channel, unless the client had what it is about. */
export function write(stream: ClientStream, channel: string, lane: Lane, arrival: Arrival): void {
  const position = positionOf(arrival)
  if (isTold(position, lane.told)) return
  if (!("frame" in arrival)) {
    writeGap(stream, channel, lane, arrival)
    return
  }
  lane.told = position
  stream.write(arrival.frame)
}

function positionOf(arrival: Arrival): Position {
  return "frame" in arrival ? arrival.position : arrival
}

function writeGap(stream: ClientStream, channel: string, lane: Lane, position: Position): void {
  lane.told = position
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
