/**
 * Step 5 of the walk, deliver: one hub per process. It holds a few upstream subscriptions, whatever the
 * number of clients and channels, and hands each message to the clients that joined its channel, in order
 * and without holes. Next: `deliver.ts`, what one client is sent.
 */
import { isTold } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import type { Channel } from "../core/tree"
import { continues, type Entry, ownEntry, parseLine } from "./entry"
import type { Heads } from "./heads"
import type { History, Reading, ReadRequest } from "./history"
import {
  type ChannelState,
  enqueue,
  type Listener,
  newState,
  type OnTold,
  takeQueue,
  tell,
} from "./hub-channel"
import type { Keys } from "./keys"
import type { Admission } from "./leases"
import { createMend } from "./mend"
import type { Rooms } from "./presence-rooms"
import { parseSignal, type Signal } from "./revoke"
import type { Upstream, UpstreamOptions } from "./upstream"

/** A client that has joined. */
export interface Joined {
  /** Where each channel stood, and the first page of what followed the client's cursor; per request. */
  readonly readings: ReadonlyArray<Reading | undefined>
  /** Leaves one channel, or all of them. Messages go on being remembered for a while. */
  readonly leave: (channel?: string) => void
}

/** The fan-out of one process. */
export interface Hub {
  /**
   * Joins several channels at once: at most one Redis command, whatever their number. The listener is called
   * from the moment of the call, before the promise resolves: hold live messages until history is told. What
   * this process remembers of a channel is not read from Redis again.
   *
   * With an admission the connection is admitted and counted in the same command.
   *
   * @throws Sock8Error `UNAVAILABLE`, and whatever the admission is refused with: then nothing was joined.
   */
  join(requests: readonly ReadRequest[], listener: Listener, admission?: Admission): Promise<Joined>
  /** The people on the channels that somebody here sees. Opened by `join`, for the admission's channels. */
  readonly rooms: Rooms
  /** Channels with listeners and upstream subscriptions, for the admin page and tests. */
  size(): { channels: number; subscriptions: number }
  close(): void
}

/** Makes a hub. */
export function createHub(options: {
  readonly keys: Keys
  readonly history: History
  readonly heads: Heads
  readonly rooms: Rooms
  readonly upstream: (events: Pick<UpstreamOptions, "onLine" | "onRestored">) => Upstream
  /** Something was revoked, or somebody's rights changed. */
  readonly onSignal: (signal: Signal) => void
  /** Milliseconds for which a channel is listened to after its last client left. */
  readonly warmMs: number
  /** Signals may have been missed. */
  readonly onSignalsMissed: () => void
  readonly onTold?: OnTold | undefined
}): Hub {
  const { keys, history, heads, rooms, warmMs, onSignal, onSignalsMissed } = options
  const states = new Map<string, ChannelState>()
  const mend = createMend({ history, heads })
  const upstream = options.upstream({
    onLine(line) {
      const signal = parseSignal(line)
      if (signal) onSignal(signal)
      rooms.receive(line)
      const told = parseLine(line)
      const state = told && states.get(told.channel)
      if (state && told.entry) accept(state, ownEntry(told.entry))
      // During a deploy another version of the app may tell it in another way. What was said is in Redis.
      else if (state) mendOrDrop(state)
    },
    onRestored(topic) {
      if (topic === keys.control) onSignalsMissed()
      for (const state of states.values()) {
        if (keys.topic(state.channel.name) === topic) mendOrDrop(state)
      }
      rooms.mend((channel) => keys.topic(channel) === topic)
    },
  })

  const onTold: OnTold = (message, clients) => {
    heads.note(message.channel, message.position)
    options.onTold?.(message, clients)
  }

  function enter(channel: Channel, listener: Listener): () => void {
    const state = states.get(channel.name) ?? newState(channel, onTold)
    states.set(channel.name, state)
    clearTimeout(state.cooling)
    state.listeners.add(listener)
    return () => {
      // A channel that was taken away is left again with the rest: a second timer would outlive the next client.
      const isLast = state.listeners.delete(listener) && state.listeners.size === 0
      if (isLast) state.cooling = setTimeout(drop, warmMs, state).unref()
    }
  }

  function drop(state: ChannelState): void {
    clearTimeout(state.cooling)
    if (states.get(state.channel.name) === state) states.delete(state.channel.name)
  }

  function accept(state: ChannelState, entry: Entry): void {
    if (!state.position || state.mending) {
      enqueue(state, entry)
      return
    }
    if (isTold(entry.position, state.position)) return
    // A number is missing, or comes again, or the channel began anew: what lies between is in Redis, this entry included.
    const isNext = continues(entry, state.position) && !heads.showsLoss(entry.channel, entry.position)
    if (isNext) tell(state, entry)
    else mendOrDrop(state)
  }

  /** A hole in what nobody listens to is not worth a reading: it is only no longer remembered. */
  function mendOrDrop(state: ChannelState): void {
    if (state.listeners.size === 0) drop(state)
    else void mend(state)
  }

  /** Takes the first reading of a channel for where it stands, and marks one that is older by now. */
  function seed({ name }: Channel, reading: Reading | undefined): Reading | undefined {
    const state = states.get(name)
    if (!state || !reading) return reading
    if (!state.position) {
      state.position = reading.head
      state.recent.begin(reading.head)
      for (const entry of takeQueue(state)) accept(state, entry)
      if (state.mendAgain) void mend(state)
    } else if (state.position.epoch !== reading.head.epoch) {
      // Redis has lost messages since: whoever was here before hears of it now.
      void mend(state)
    }
    // Another client's reading overtook this one: what lies between was told before this client listened.
    return isTold(state.position, reading.head) ? reading : { ...reading, more: true }
  }

  function isRemembered({ channel, after }: ReadRequest): boolean {
    return after !== undefined && states.get(channel.name)?.recent.after(after) !== undefined
  }

  /** What this process remembers, told as a reading; read from Redis where it was forgotten meanwhile. */
  async function recall(request: ReadRequest, { head }: Reading): Promise<Reading | undefined> {
    const state = states.get(request.channel.name)
    const entries = request.after && state?.recent.after(request.after)
    if (!state?.position || !entries || state.position.epoch !== head.epoch) {
      const [reading] = await history.readSince([request])
      return seed(request.channel, reading)
    }
    // What Redis has beyond was said this moment, or did not arrive: one more page tells.
    return { head: state.position, entries, more: !isTold(head, state.position) }
  }

  /** Admits and reads in one command; without an admission only reads. */
  async function read(requests: readonly ReadRequest[], admission: Admission | undefined) {
    if (!admission) return history.readSince(requests)
    const { readings, people } = await history.admit(admission, requests)
    const { shown = [] } = admission
    for (const [index, snapshot] of people.entries()) rooms.seed(shown[index]?.channel ?? "", snapshot)
    return readings
  }

  return {
    rooms,
    async join(requests, listener, admission) {
      const leaves = new Map(requests.map(({ channel }) => [channel.name, enter(channel, listener)]))
      for (const { channel } of admission?.shown ?? []) {
        const [leaveChannel, leaveRoom] = [leaves.get(channel), rooms.enter(channel)]
        leaves.set(channel, () => {
          leaveChannel?.()
          leaveRoom()
        })
      }
      let uncover: () => void = () => undefined
      const leave = (channel?: string) => {
        for (const name of channel === undefined ? [...leaves.keys()] : [channel]) leaves.get(name)?.()
        // What is remembered must be heard: the channels are dropped first.
        if (channel === undefined) setTimeout(() => uncover(), warmMs).unref()
      }
      try {
        // Subscribe before reading, or what is said in between is lost; and to what revokes, too.
        const topics = requests.map(({ channel }) => keys.topic(channel.name))
        uncover = await upstream.cover(new Set([keys.control, ...topics]))
        const remembered = requests.map(isRemembered)
        const asked = requests.map((request, index) =>
          remembered[index] ? { channel: request.channel } : request,
        )
        const answered = await read(asked, admission)
        const readings = requests.map((request, index) => {
          const reading = answered[index]
          return reading && remembered[index] ? recall(request, reading) : seed(request.channel, reading)
        })
        return { readings: await Promise.all(readings), leave }
      } catch (error) {
        leave()
        throw error instanceof Sock8Error ? error : new Sock8Error("UNAVAILABLE", { cause: error })
      }
    },
    size: () => ({
      channels: [...states.values()].filter(({ listeners }) => listeners.size > 0).length,
      subscriptions: upstream.size(),
    }),
    close: () => upstream.close(),
  }
}
