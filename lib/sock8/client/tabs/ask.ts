/**
 * What one tab wants of the shared stream, and how far it was told. The stream is opened with the oldest
 * cursor of all tabs, so that what it says is news to some and known to others.
 */
import { formatCursor, isTold, type Position, parseCursor, positionBefore } from "../../core/cursor"
import type { StreamEvent, WireMessage } from "../../core/wire"
import type { AskedChannel } from "../open-stream"

type Event<Type extends StreamEvent["type"]> = Extract<StreamEvent, { type: Type }>

/** One channel as the stream opened it. */
export interface OpenedChannel {
  /** Where it stands before what follows. */
  readonly at: Position
  readonly recovered: boolean
  /** What the stream was asked to go on from. */
  readonly asked: Position | undefined
  /** Right before the latest message, where that is told to who joins and came before. */
  readonly latest?: Position | undefined
}

/** Channels under one id, and where each stands for whoever asked. */
export class Ask {
  readonly id: string
  readonly tab: string
  /** Where each channel stands; `undefined` before its first cursor is known. */
  readonly positions: Map<string, Position | undefined>
  /** What it shows on the channels where it is present. */
  readonly shown: ReadonlyMap<string, unknown>
  /** Whether a stream that was opened for it said `open`. */
  isServed = false
  /** Whether it was told `open`. */
  isOpen = false
  /** In the tab that asked: the connection that told it so last. Where the tab leads next, its stream takes that place. */
  connection: string | undefined

  constructor(id: string, tab: string, channels: readonly AskedChannel[]) {
    this.id = id
    this.tab = tab
    this.positions = new Map(channels.map(({ name, after }) => [name, readPosition(after)]))
    this.shown = new Map(
      channels.flatMap(({ name, present }) => (present === undefined ? [] : [[name, present]])),
    )
  }

  /** The channels with their cursors, to ask with. */
  get channels(): readonly AskedChannel[] {
    return [...this.positions].map(([name, at]) => ({
      name,
      ...(at ? { after: formatCursor(at) } : {}),
      ...(this.shown.has(name) ? { present: this.shown.get(name) } : {}),
    }))
  }

  /**
   * The `open` of a stream as it is for this ask. What lies between the oldest cursor of all and its own was
   * told to it before; a hole there is none of its own. `undefined` where none of its channels is open.
   */
  open(opened: ReadonlyMap<string, OpenedChannel>, event: Event<"open">): Event<"open"> | undefined {
    const channels = [...this.positions].flatMap(([name, own]) => {
      const one = opened.get(name)
      if (!one) return []
      const recovered = !own || goesOn(own, one)
      const at = own ? (recovered ? own : one.at) : (one.latest ?? one.at)
      this.positions.set(name, at)
      return [{ name, cursor: formatCursor(at), recovered }]
    })
    this.isServed = true
    this.isOpen ||= channels.length > 0
    return channels.length > 0 ? { ...event, channels } : undefined
  }

  /** What a message is for this ask: itself, nothing if it was told, or also a gap where the numbers go back. */
  message(event: Event<"message">): readonly StreamEvent[] {
    const own = this.positions.get(event.channel)
    if (!this.isOpen || !own) return []
    const at = { id: event.id, n: event.n, epoch: own.epoch }
    if (isTold(at, own)) return []
    this.positions.set(event.channel, at)
    if (event.n > own.n) return [event]
    // A lower number under a higher id: the channel lost its end, which only its oldest reader was told.
    return [{ type: "gap", channel: event.channel, cursor: formatCursor(positionBefore(at)) }, event]
  }

  /** Whether a gap of a stream that stood at `before` is one for this ask, too. */
  gap({ channel, cursor }: Event<"gap">, before: Position | undefined): boolean {
    const own = this.positions.get(channel)
    const at = readPosition(cursor)
    if (!this.isOpen || !this.positions.has(channel)) return false
    const isAhead = own && at && before && own.epoch === before.epoch && own.n > before.n
    if (isAhead && at.epoch === own.epoch && at.n <= own.n) return false
    this.positions.set(channel, at)
    return true
  }

  /** Notes what was told: for the tab that asked, which asks the next leader from there, or leads itself. */
  follow(event: StreamEvent): void {
    if (event.type === "open") {
      this.isOpen = true
      this.connection = event.connection
      for (const { name, cursor } of event.channels) this.#move(name, readPosition(cursor))
    } else if (event.type === "gap") this.#move(event.channel, readPosition(event.cursor))
    else if (event.type === "message") this.#move(event.channel, after(this.positions, event))
  }

  #move(name: string, at: Position | undefined): void {
    if (this.positions.has(name)) this.positions.set(name, at)
  }
}

/** Reads a cursor that says everything. */
export function readPosition(cursor: string | undefined): Position | undefined {
  const { id, epoch, n } = parseCursor(cursor) ?? {}
  return id === undefined || epoch === undefined || n === undefined ? undefined : { id, epoch, n }
}

/** Where a channel stands after a message. */
export function after(
  positions: ReadonlyMap<string, Position | undefined>,
  { channel, id, n }: WireMessage,
): Position | undefined {
  const before = positions.get(channel)
  return before && { id, n, epoch: before.epoch }
}

/** Cursors are compared by their numbers: the id of one that a server made is only near a message's. */
function goesOn(own: Position, { at, recovered, asked }: OpenedChannel): boolean {
  if (at.epoch !== own.epoch || at.n > own.n) return false
  // Not recovered, yet further than where it was asked from: what is missing was told to this one before.
  return recovered || (asked !== undefined && at.n > asked.n)
}
