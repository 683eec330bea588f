/** One channel within the hub: who listens, where it stands, what was said last, and how it is told on. */
import { isNewer, type Position, positionBefore } from "../core/cursor"
import type { Channel } from "../core/tree"
import { continues, type Entry } from "./entry"
import { type Frame, messageFrame } from "./frames"
import { keptOf } from "./publish"
import { createRecent, type Recent } from "./recent"

/** One message on its way to clients: where it stands, and its bytes, which are the same for all of them. */
export interface HubMessage {
  readonly channel: string
  readonly position: Position
  /** Redis id of the message before it. */
  readonly previous: string
  readonly frame: Frame
}

/** What a client of the hub is told, channel by channel, in order. */
export interface Listener {
  onMessage(message: HubMessage): void
  /** What was said before this position and after the last message cannot be had any more. */
  onGap(channel: string, position: Position): void
}

/** Told of each message that was handed to the clients here, and to how many. Must not throw. */
export type OnTold = (message: Pick<HubMessage, "channel" | "position">, clients: number) => void

/** Messages that are remembered per channel: a window that was away for a moment asks for few. */
const REMEMBERED = 100

/** A channel that somebody listens to, or did a moment ago. */
export interface ChannelState {
  readonly channel: Channel
  readonly listeners: Set<Listener>
  /** The last message told to all listeners; unknown until the first reading. */
  position: Position | undefined
  /** What was told last, for clients that come back. */
  readonly recent: Recent
  readonly onTold: OnTold
  /** What arrived while the position was unknown or a hole was being filled: see {@link enqueue}. */
  queue: Entry[]
  queuedCharacters: number
  mending: boolean
  mendAgain: boolean
  /** Ends the state after its last listener left. */
  cooling: NodeJS.Timeout | undefined
}

/** A channel nobody listens to yet. What it may keep in Redis it may keep in memory, and no more. */
export function newState(channel: Channel, onTold: OnTold): ChannelState {
  const recent = createRecent({ entries: Math.min(REMEMBERED, keptOf(channel)) })
  return {
    ...{ channel, listeners: new Set<Listener>(), position: undefined, recent, onTold },
    ...{ queue: [], queuedCharacters: 0, mending: false, mendAgain: false, cooling: undefined },
  }
}

/** Tells a message to all listeners. A poison one, which cannot be told, is a gap. */
export function tell(state: ChannelState, entry: Entry): void {
  const frame = messageFrame(entry)
  if (!frame) {
    tellGap(state, entry.position)
    return
  }
  state.position = entry.position
  state.recent.keep(entry)
  const { channel, position, previous } = entry
  const message: HubMessage = { channel, position, previous, frame }
  const listeners = [...state.listeners]
  for (const listener of listeners) listener.onMessage(message)
  state.onTold(message, listeners.length)
}

/** Tells all listeners that what was said up to a position cannot be had. */
export function tellGap(state: ChannelState, position: Position): void {
  state.position = position
  state.recent.begin(position)
  for (const listener of [...state.listeners]) listener.onGap(state.channel.name, position)
}

/** Characters of messages that are queued per channel. */
const MAX_QUEUED_CHARACTERS = 256 * 1024
/** What an entry takes beside its body, about. */
const OVERHEAD_CHARACTERS = 200

/** Queues an entry. Where too much waits, all of it is dropped: Redis has it, and is read once more. */
export function enqueue(state: ChannelState, entry: Entry): void {
  state.queue.push(entry)
  state.queuedCharacters += entry.body.length + OVERHEAD_CHARACTERS
  if (state.queuedCharacters <= MAX_QUEUED_CHARACTERS) return
  takeQueue(state)
  state.mendAgain = true
}

/** Empties the queue. */
export function takeQueue(state: ChannelState): Entry[] {
  const { queue } = state
  state.queue = []
  state.queuedCharacters = 0
  return queue
}

/** Tells what arrived while a hole was filled. What Redis does not have after it was read is gone: a gap. */
export function tellQueued(state: ChannelState): void {
  for (const entry of takeQueue(state)) {
    // By id alone: what was told may have got another epoch after it was said.
    if (!state.position || !isNewer(entry.position.id, state.position.id)) continue
    if (!continues(entry, state.position)) tellGap(state, positionBefore(entry.position))
    tell(state, entry)
  }
}
