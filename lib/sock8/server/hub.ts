/**
 * Step 5 of the walk, deliver: one hub per process. It holds a few upstream subscriptions, whatever the
 * number of clients and channels, and hands each message to the clients that joined its channel, in order
 * and without holes. Next: `deliver.ts`, what one client is sent.
 */
import { isNext, isTold, type Position, positionBefore } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import type { Channel } from "../core/tree"
import { type Entry, parseLine } from "./entry"
import { type Frame, messageFrame } from "./frames"
import { continueFrom, type History, type Reading, type ReadRequest } from "./history"
import type { Keys } from "./keys"
import type { Admission } from "./leases"
import { parseSignal, type Signal } from "./revoke"
import type { Upstream, UpstreamOptions } from "./upstream"

/** One message on its way to clients: where it stands, and its bytes, which are the same for all of them. */
export interface HubMessage {
  readonly channel: string
  readonly position: Position
  readonly frame: Frame
}

/** What a client of the hub is told, channel by channel, in order. */
export interface Listener {
  onMessage(message: HubMessage): void
  /** What was said before this position and after the last message cannot be had any more. */
  onGap(channel: string, position: Position): void
}

/** A client that has joined. */
export interface Joined {
  /** Where each channel stood, and the first page of what followed the client's cursor; per request. */
  readonly readings: ReadonlyArray<Reading | undefined>
  /** Leaves one channel, or all of them. */
  readonly leave: (channel?: string) => void
}

/** The fan-out of one process. */
export interface Hub {
  /**
   * Joins several channels at once: at most one Redis command, whatever their number. The listener is called
   * from the moment of the call, before the promise resolves: hold live messages until history is told.
   *
   * With an admission the connection is admitted and counted in the same command.
   *
   * @throws Sock8Error `UNAVAILABLE`, and whatever the admission is refused with: then nothing was joined.
   */
  join(requests: readonly ReadRequest[], listener: Listener, admission?: Admission): Promise<Joined>
  /** Channels with listeners and upstream subscriptions, for the admin page and tests. */
  size(): { channels: number; subscriptions: number }
  close(): void
}

interface ChannelState {
  readonly channel: Channel
  readonly listeners: Set<Listener>
  /** The last message told to all listeners; unknown until the first reading. */
  position: Position | undefined
  /** What arrived while the position was unknown or a hole was being filled. */
  readonly queue: Entry[]
  mending: boolean
  mendAgain: boolean
}

/** How long a hub waits before it reads again what it could not read. */
const MEND_AGAIN_MS = 1_000

/** Makes a hub. */
export function createHub(options: {
  readonly keys: Keys
  readonly history: History
  readonly upstream: (events: Pick<UpstreamOptions, "onLine" | "onRestored">) => Upstream
  /** Something was revoked, or somebody's rights changed. */
  readonly onSignal: (signal: Signal) => void
  /** Signals may have been missed. */
  readonly onSignalsMissed: () => void
}): Hub {
  const { keys, history, onSignal, onSignalsMissed } = options
  const states = new Map<string, ChannelState>()
  const upstream = options.upstream({
    onLine(line) {
      const signal = parseSignal(line)
      if (signal) onSignal(signal)
      const entry = parseLine(line)
      const state = entry && states.get(entry.channel)
      if (entry && state) accept(state, entry)
    },
    onRestored(topic) {
      if (topic === keys.control) onSignalsMissed()
      for (const state of states.values()) {
        if (keys.topic(state.channel.name) === topic) void mend(state)
      }
    },
  })

  function enter(channel: Channel, listener: Listener): () => void {
    const state = states.get(channel.name) ?? newState(channel)
    states.set(channel.name, state)
    state.listeners.add(listener)
    return () => {
      state.listeners.delete(listener)
      if (state.listeners.size === 0 && states.get(channel.name) === state) states.delete(channel.name)
    }
  }

  function accept(state: ChannelState, entry: Entry): void {
    if (!state.position || state.mending) {
      state.queue.push(entry)
      return
    }
    if (isTold(entry.position, state.position)) return
    if (isNext(entry.position, state.position)) tell(state, entry)
    // A number is missing, or the channel began anew: what lies between is in Redis, this entry included.
    else void mend(state)
  }

  /** Reads what was missed and tells it before anything newer. */
  async function mend(state: ChannelState): Promise<void> {
    if (!state.position) return
    state.mendAgain = state.mending
    if (state.mending) return
    state.mending = true
    const whole = await readMissed(state)
    state.mending = false
    if (whole) tellQueued(state)
    else if (state.listeners.size > 0) setTimeout(mend, MEND_AGAIN_MS, state).unref()
  }

  /** @returns false where Redis could not be reached: then what arrives goes on being queued. */
  async function readMissed(state: ChannelState): Promise<boolean> {
    try {
      do {
        // What is asked while this reading is under way may be about something it has not seen.
        state.mendAgain = false
        for (let more = true; more; ) more = await mendPage(state)
      } while (state.mendAgain)
      return true
    } catch {
      return false
    }
  }

  async function mendPage(state: ChannelState): Promise<boolean> {
    const after = state.position
    const [reading] = await history.readSince([{ channel: state.channel, after }])
    if (!reading || !after) return false
    const { gap, entries } = continueFrom(after, reading)
    if (gap) tellGap(state, gap)
    for (const { channel, body, position } of entries) {
      tell(state, { channel, body, position: { ...position, epoch: reading.head.epoch } })
    }
    return reading.more
  }

  /** Takes the first reading of a channel for where it stands, and marks one that is older by now. */
  function seed({ name }: Channel, reading: Reading | undefined): Reading | undefined {
    const state = states.get(name)
    if (!state || !reading) return reading
    if (!state.position) {
      state.position = reading.head
      for (const entry of state.queue.splice(0)) accept(state, entry)
    }
    // Another client's reading overtook this one: what lies between was told before this client listened.
    return isTold(state.position, reading.head) ? reading : { ...reading, more: true }
  }

  return {
    async join(requests, listener, admission) {
      const leaves = new Map(requests.map(({ channel }) => [channel.name, enter(channel, listener)]))
      let uncover: () => void = () => undefined
      const leave = (channel?: string) => {
        for (const name of channel === undefined ? [...leaves.keys()] : [channel]) leaves.get(name)?.()
        if (channel === undefined) uncover()
      }
      try {
        // Subscribe before reading, or what is said in between is lost; and to what revokes, too.
        const topics = requests.map(({ channel }) => keys.topic(channel.name))
        uncover = await upstream.cover(new Set([keys.control, ...topics]))
        const readings = await (admission ? history.admit(admission, requests) : history.readSince(requests))
        return { readings: requests.map(({ channel }, index) => seed(channel, readings[index])), leave }
      } catch (error) {
        leave()
        throw error instanceof Sock8Error ? error : new Sock8Error("UNAVAILABLE", { cause: error })
      }
    },
    size: () => ({ channels: states.size, subscriptions: upstream.size() }),
    close: () => upstream.close(),
  }
}

function newState(channel: Channel): ChannelState {
  return { channel, listeners: new Set(), position: undefined, queue: [], mending: false, mendAgain: false }
}

/** What Redis does not have after it was read is gone: then the hole is told instead. */
function tellQueued(state: ChannelState): void {
  for (const entry of state.queue.splice(0)) {
    if (!state.position || isTold(entry.position, state.position)) continue
    if (!isNext(entry.position, state.position)) tellGap(state, positionBefore(entry.position))
    tell(state, entry)
  }
}

function tellGap(state: ChannelState, position: Position): void {
  state.position = position
  for (const listener of [...state.listeners]) listener.onGap(state.channel.name, position)
}

function tell(state: ChannelState, entry: Entry): void {
  state.position = entry.position
  const frame = messageFrame(entry)
  if (!frame) return
  const message: HubMessage = { channel: entry.channel, position: entry.position, frame }
  for (const listener of [...state.listeners]) listener.onMessage(message)
}
