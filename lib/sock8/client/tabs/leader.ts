/**
 * The part of the tab that leads: it keeps one stream open for what all tabs want, and tells each what is
 * news to it. Another stream takes the place of the first only once it is open, as in `connection.ts`.
 */
import { MAX_CHANNELS, type StreamEvent } from "../../core/wire"
import { Alarms } from "../alarms"
import type { AskedChannel, OpenStream, StreamRequest } from "../open-stream"
import { RealtimeError, toRealtimeError } from "../realtime-error"
import { Ask, type OpenedChannel } from "./ask"
import { newsFor } from "./relay"
import type { LeaderWord, TabMessage } from "./tab-message"
import { Upstream } from "./upstream"

/** What leading needs. */
export interface LeaderOptions {
  /** The leading tab. Only its asks bring a token. */
  readonly tab: string
  readonly openStream: OpenStream
  readonly lingerMs: number
  /** Says something to all tabs, this one included. */
  readonly say: (word: LeaderWord) => void
}

/** Opens and relays for all tabs of a group. */
export class Leader {
  readonly #options: LeaderOptions
  readonly #alarms = new Alarms()
  readonly #asks = new Map<string, Ask>()
  /** What the newest token came with. */
  #request: StreamRequest | undefined
  /** The stream that delivers, and the one that is being opened. */
  #current: Upstream | undefined
  #next: Upstream | undefined
  /** Whether a newer stream is due than the newest there is. */
  #isOutdated = false

  constructor(options: LeaderOptions) {
    this.#options = options
  }

  /** Whether other tabs are being delivered to. */
  get isNeeded(): boolean {
    const { tab } = this.#options
    return this.#current !== undefined && this.#all().some((ask) => ask.tab !== tab)
  }

  /** Takes an ask. One of the leading tab itself opens a new stream: it may bring a newer token. */
  ask({ ask: id, tab, channels }: Extract<TabMessage, { kind: "ask" }>, request?: StreamRequest): void {
    const ask = new Ask(id, tab, channels)
    this.#asks.set(id, ask)
    this.#request = request ?? this.#request
    if (this.#names().size > MAX_CHANNELS) {
      this.#asks.delete(id)
      this.#options.say({ kind: "declined", asks: [id] })
    } else if (!request && this.#current?.said && this.#current.covers(ask)) {
      this.#serve(ask, this.#current, this.#current.opened)
      for (const event of this.#current.peopleFor(ask)) this.#tell([ask], event)
    } else if (request || !this.#next) {
      // What is being opened may do for the ask of another tab: that is seen when it is open.
      this.#replace()
    }
  }

  /** Forgets an ask. What nobody needs any more is closed at once, or after a while where others go on. */
  leave(id: string): void {
    if (!this.#asks.delete(id)) return
    if (this.#asks.size === 0) this.#drop()
    else this.#alarms.set("shrink", this.#options.lingerMs, () => this.#shrink())
  }

  /** Forgets what a tab asked for that is gone. */
  leaveAll(tab: string): void {
    for (const ask of this.#all()) if (ask.tab === tab) this.leave(ask.id)
  }

  close(): void {
    this.#asks.clear()
    this.#drop()
  }

  #all(): readonly Ask[] {
    return [...this.#asks.values()]
  }

  #names(): ReadonlySet<string> {
    return new Set(this.#all().flatMap(({ positions }) => [...positions.keys()]))
  }

  #drop(): void {
    this.#alarms.clearAll()
    this.#current?.close()
    this.#next?.close()
    this.#current = undefined
    this.#next = undefined
  }

  /** While a stream is being opened, the next one waits for it. Asks of the same task make one stream. */
  #replace(): void {
    this.#isOutdated = true
    queueMicrotask(() => this.#open())
  }

  #shrink(): void {
    const names = this.#names()
    const shown = new Set(this.#all().flatMap((ask) => [...ask.shown.keys()]))
    const isNeeded = ({ name, present }: AskedChannel) =>
      names.has(name) && (present === undefined || shown.has(name))
    if (this.#current && !this.#current.channels.every(isNeeded)) this.#replace()
  }

  #open(): void {
    if (!this.#isOutdated || this.#next || !this.#request || this.#asks.size === 0) return
    this.#isOutdated = false
    const next = new Upstream(this.#all(), this.#current)
    this.#next = next
    this.#run(next, this.#request).catch((cause) => {
      if (!next.isClosed) this.#lost(next, toRealtimeError(cause))
    })
  }

  async #run(upstream: Upstream, request: StreamRequest): Promise<void> {
    const { openStream, say } = this.#options
    const events = openStream({
      ...request,
      channels: upstream.channels,
      renews: this.#current?.said?.connection ?? request.renews,
      signal: upstream.signal,
      onHeartbeat: () => say({ kind: "beat" }),
    })
    for await (const event of events) {
      if (upstream.isClosed) return
      if (event.type === "open" && upstream === this.#next) this.#opened(upstream, event)
      else if (upstream === this.#current) this.#relay(upstream, event)
    }
  }

  #opened(upstream: Upstream, event: Extract<StreamEvent, { type: "open" }>): void {
    this.#current?.close()
    this.#current = upstream
    this.#next = undefined
    const opened = upstream.open(event)
    for (const ask of this.#all()) {
      const isMeant = upstream.asks.has(ask) && !upstream.lacksLatestFor(ask)
      if (isMeant || upstream.covers(ask)) this.#serve(ask, upstream, opened)
      // It came while the stream was being opened, or the stream told that it has to be asked for more.
      else this.#isOutdated = true
    }
    this.#open()
  }

  /** Tells an ask that it is delivered to, and what it would have been told by a stream of its own. */
  #serve(ask: Ask, upstream: Upstream, opened: ReadonlyMap<string, OpenedChannel>): void {
    const latest = upstream.latestFor(ask)
    if (upstream.said) this.#tell([ask], ask.open(opened, upstream.said))
    for (const event of latest) for (const news of ask.message(event)) this.#tell([ask], news)
  }

  #relay(upstream: Upstream, event: StreamEvent): void {
    for (const { asks, event: news } of newsFor(this.#all(), upstream, event, this.#options.tab)) {
      this.#tell(asks, news)
    }
    if (event.type === "refused") {
      const isRefused = (ask: Ask) => ask.isServed && !ask.isOpen && ask.positions.has(event.channel)
      const error = new RealtimeError({ type: event.code }, { message: event.title })
      this.#fail(this.#all().filter(isRefused), error)
    }
    upstream.follow(event)
  }

  #lost(upstream: Upstream, error: RealtimeError): void {
    upstream.close()
    const wasDelivering = upstream === this.#current
    if (wasDelivering) this.#current = undefined
    else this.#next = undefined
    // Those to whom the other stream delivers have lost nothing, nor have those for whom it is being opened.
    const isHit = (ask: Ask) => (wasDelivering ? ask.isServed : !ask.isOpen || !this.#current)
    this.#fail(this.#all().filter(isHit), error)
    this.#open()
  }

  #tell(asks: readonly Ask[], event: StreamEvent | undefined): void {
    if (event && asks.length > 0) this.#options.say({ kind: "event", asks: asks.map(({ id }) => id), event })
  }

  /** Whoever is told this asks again, when it is time. */
  #fail(asks: readonly Ask[], error: RealtimeError): void {
    for (const { id } of asks) this.#asks.delete(id)
    if (asks.length > 0) this.#options.say({ kind: "failed", asks: asks.map(({ id }) => id), error })
    if (this.#asks.size === 0) this.#drop()
  }
}
