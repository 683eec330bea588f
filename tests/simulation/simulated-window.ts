/** One window of a browser: what the app's own client does with its streams, and what it shows of each channel. */
import { ChannelFeed } from "../../lib/sock8/client/channel-feed"
import { ChannelLog } from "../../lib/sock8/client/channel-log"
import { readStream } from "../../lib/sock8/client/read-stream"
import { parseCursor } from "../../lib/sock8/core/cursor"
import type { Channel } from "../../lib/sock8/core/tree"
import type { StreamEvent, WireMessage } from "../../lib/sock8/core/wire"
import { createClientStream } from "../../lib/sock8/server/client-stream"
import { type Delivery, deliver } from "../../lib/sock8/server/deliver"
import type { Loss } from "./judge"
import type { Bounds } from "./scene"
import type { SimulatedProcess } from "./simulated-process"

/** What a window was told of one channel, and what it shows. */
export interface Seen {
  readonly channel: Channel
  readonly feed: ChannelFeed
  readonly log: ChannelLog<unknown>
  readonly happenings: Array<WireMessage | "gap">
  /** Count of things said before the channel was open here first; what comes after is owed. */
  since: number | undefined
  /** Count of things said before the last gap was told here. */
  gapAt: number
  /** Losses that were known where it connected, and behind which no gap was told here by then. */
  readonly concealed: Set<Loss>
}

interface Link {
  readonly process: SimulatedProcess
  /** Per channel, the loss that was known there when it was asked for. */
  readonly losses: ReadonlyMap<string, Loss | undefined>
  /** Events that have come in and were not read yet; `undefined` for the end. */
  readonly events: Array<StreamEvent | undefined>
  delivery: Delivery | undefined
  /** Lets more events come in, where some were read. */
  goOn: () => void
  isClosed: boolean
  end: () => void
}

/** One window. */
export class SimulatedWindow {
  readonly name: string
  readonly seen: readonly Seen[]
  readonly #count: () => number
  readonly #trace: (sentence: string) => void
  readonly #bounds: Bounds
  #current: Link | undefined
  #next: Link | undefined
  #reader: SimulatedProcess

  constructor(options: {
    name: string
    channels: readonly Channel[]
    process: SimulatedProcess
    count: () => number
    trace: (sentence: string) => void
    bounds: Bounds
  }) {
    this.name = options.name
    this.#count = options.count
    this.#trace = options.trace
    this.#bounds = options.bounds
    this.#reader = options.process
    this.seen = options.channels.map((channel) => this.#watch(channel))
  }

  get isConnected(): boolean {
    return this.#current !== undefined
  }

  get isConnecting(): boolean {
    return this.#next !== undefined
  }

  /** A reading of its history failed: it is asked for again where a stream breaks. */
  get lacksHistory(): boolean {
    return this.seen.some(({ log }) => log.getSnapshot().error !== undefined)
  }

  get hasEvents(): boolean {
    return [this.#current, this.#next].some((link) => link && link.events.length > 0)
  }

  /** Opens a stream, as the first one or to take the place of one. */
  connect(process: SimulatedProcess, noticedLoss: (channel: Channel) => Loss | undefined): void {
    if (this.#next) return
    this.#reader = process
    const { held: maxHeldBytes, waiting: maxWaitingBytes, unread } = this.#bounds
    const stream = createClientStream({ onEnd: () => link.delivery?.leave(), maxWaitingBytes })
    const losses = new Map(this.seen.map(({ channel }) => [channel.name, noticedLoss(channel)]))
    const link: Link = {
      ...{ process, losses, events: [], delivery: undefined },
      ...{ goOn: () => undefined, isClosed: false },
      end() {
        link.isClosed = true
        link.goOn()
        stream.end("client left")
      },
    }
    this.#next = link
    const wanted = this.seen.map(({ channel, feed }) => {
      feed.ask(channel.name)
      return { channel, after: parseCursor(feed.cursor) }
    })
    const info = { id: this.name, identity: null, address: "", transport: "fetch" as const }
    const admission = {
      info: { ...info, channels: [], since: 0 },
      ...{ standing: undefined, limits: { perPerson: 1, perAddress: 1 } },
    }
    const opening = deliver(
      { admission, wanted, refused: [], unseen: [] },
      { ...process, stream, maxHeldBytes },
    )
    opening.then(
      (delivery) => {
        link.delivery = delivery
        if (!stream.isOpen()) delivery.leave()
      },
      () => stream.end(),
    )
    // A stream that was cut off: that it ended is what the window sees of it.
    pump(stream.body, link, unread).catch(() => undefined)
  }

  /** Reads the next event of the stream that delivers, or of the one that is being opened. */
  hear(of: "current" | "next"): void {
    const link = of === "current" ? this.#current : this.#next
    if (!link || link.events.length === 0) return
    const event = link.events.shift()
    link.goOn()
    if (!event) this.cut(link)
    else {
      if (event.type === "open") this.#opened(link)
      if (link !== this.#current) return
      this.#receive(event)
      if (event.type === "open") this.#findConcealed(link)
    }
  }

  /** A stream breaks, with what was on its way. */
  cut(link = this.#current): void {
    link?.end()
    if (link === this.#next) this.#next = undefined
    if (link !== this.#current) return
    this.#current = undefined
    for (const { feed } of this.seen) feed.interrupt()
  }

  /** All its streams to a process that died break. */
  cutFrom(process: SimulatedProcess): void {
    for (const link of [this.#current, this.#next]) if (link?.process === process) this.cut(link)
  }

  /** Nobody knows just now what may be delivered here, or it is known again. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#current?.delivery?.hold()
    else this.#current?.delivery?.release()
  }

  #opened(link: Link): void {
    if (link !== this.#next) return
    this.#current?.end()
    this.#current = link
    this.#next = undefined
  }

  #findConcealed({ losses }: Link): void {
    for (const { channel, gapAt, concealed } of this.seen) {
      const loss = losses.get(channel.name)
      if (loss && gapAt < loss.at) concealed.add(loss)
    }
  }

  #receive(event: StreamEvent): void {
    this.#trace(`${this.name} hears ${JSON.stringify(event)}`)
    if (event.type === "open") {
      for (const { name, cursor, recovered } of event.channels) {
        const seen = this.#find(name)
        if (seen) seen.since ??= this.#count()
        seen?.feed.open(cursor, recovered)
      }
    } else if (event.type === "message") {
      const { type: _, ...message } = event
      this.#find(message.channel)?.feed.deliver(message)
    } else if (event.type === "gap") this.#find(event.channel)?.feed.skipTo(event.cursor)
  }

  #find(name: string): Seen | undefined {
    return this.seen.find(({ channel }) => channel.name === name)
  }

  #watch(channel: Channel): Seen {
    const feed = new ChannelFeed({ words: [], params: {}, key: channel.name })
    const happenings: Seen["happenings"] = []
    feed.listen((event) => {
      if (event.type === "message") happenings.push(event.message)
      if (event.type !== "gap") return
      happenings.push("gap")
      seen.gapAt = this.#count()
    })
    const log = new ChannelLog<unknown>(
      {
        join: (_, listener) => feed.listen(listener as never),
        history: (_, { before, limit = 50 } = {}) =>
          this.#reader.history.readBefore(channel, { before, limit }) as never,
      },
      {} as never,
      { history: 50 },
    )
    log.subscribe(() => undefined)
    const seen: Seen = {
      ...{ channel, feed, log, happenings, since: undefined },
      ...{ gapAt: -1, concealed: new Set<Loss>() },
    }
    return seen
  }
}

async function pump(body: ReadableStream<Uint8Array>, link: Link, maxUnread: number): Promise<void> {
  try {
    for await (const event of readStream(body)) {
      while (link.events.length >= maxUnread && !link.isClosed)
        await new Promise<void>((go) => (link.goOn = go))
      if (link.isClosed) return
      if (event.type !== "heartbeat") link.events.push(event)
    }
  } finally {
    if (!link.isClosed) link.events.push(undefined)
  }
}
