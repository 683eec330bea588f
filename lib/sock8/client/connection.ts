/**
 * The state machine: one state value, at most one stream that delivers and one that is being opened to
 * take its place. A new stream is asked for with all cursors and the old one closes when it says `open`,
 * so that nothing is lost in between; the feeds drop what both told.
 */
import type { StreamEvent } from "../core/wire"
import { Alarms } from "./alarms"
import type { ChannelFeeds } from "./channel-feeds"
import type { ConnectionState } from "./connection-state"
import { isSameSet, Link, signOf } from "./link"
import type { OpenStream } from "./open-stream"
import { isAboutChannels, RealtimeError, remedyOf, toRealtimeError } from "./realtime-error"
import { Retries } from "./retries"
import { Store } from "./store"
import type { Timings } from "./timings"
import type { TokenSource } from "./token-source"
import type { WakeReason, WakeSignals } from "./wake-signals"

/** What a connection needs. */
export interface ConnectionOptions {
  /** Where the stream is; without it, where `authenticate` says. */
  readonly endpoint: string | undefined
  readonly feeds: ChannelFeeds
  readonly tokens: TokenSource
  readonly fetch: typeof fetch
  readonly openStream: OpenStream
  readonly now: () => number
  readonly random: () => number
  readonly signals: WakeSignals
  readonly timings: Timings
}

/** Keeps a stream open for the wanted channels. */
export class Connection {
  readonly state = new Store<ConnectionState>({ state: "idle" })
  /** When the stream that delivers, or the next one, gave its last sign of life: milliseconds since 1970. */
  readonly heard = new Store(0)
  /** How often one's rights changed while a stream was open. */
  readonly rights = new Store(0)
  readonly #options: ConnectionOptions
  /** The one that gathers changes, and those of the streams, which end with them. */
  readonly #changes = new Alarms()
  readonly #alarms = new Alarms()
  readonly #retries: Retries
  /** The stream that delivers. */
  #current: Link | undefined
  /** The stream that is being opened. */
  #next: Link | undefined
  /** The channels that were wanted when the door said no. */
  #refusedKeys: readonly string[] = []
  #unlisten: (() => void) | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#retries = new Retries(options)
  }

  /** The wanted channels changed. What changes in the same tick makes one connection. */
  changed(): void {
    this.#changes.set("change", 0, () => this.#adapt())
  }

  /** Begins anew with a new token, also after a refusal. An open stream closes when the next is open. */
  reconnect(): void {
    this.#options.tokens.forget()
    this.#retries.restart()
    this.#next?.close()
    this.#next = undefined
    if (this.#current) this.#replace()
    else if (this.#options.feeds.keys.length > 0) this.#connect()
    else this.close()
  }

  /** Ends the streams for good: only `reconnect` begins again. */
  refuse(error: RealtimeError): void {
    this.#drop()
    this.#refusedKeys = this.#options.feeds.keys
    this.#options.feeds.standAll({ type: "refused", error })
    this.state.set({ state: "refused", error })
  }

  /** Closes the stream and forgets what was planned. Joining a channel afterwards begins anew. */
  close(): void {
    this.#changes.clearAll()
    this.#drop()
    this.#options.feeds.interrupt()
    this.state.set({ state: "idle" })
  }

  #adapt(): void {
    const { feeds } = this.#options
    const now = this.state.getSnapshot()
    const isWanted = feeds.keys.length > 0
    if (now.state === "refused") this.#adaptRefused(now.error)
    else if (now.state === "idle" && isWanted) this.#connect()
    else if (now.state !== "idle" && !isWanted) this.close()
    else if (now.state === "open") this.#adaptOpen()
  }

  /** While another stream is being opened, nothing: its `open` looks again. */
  #adaptOpen(): void {
    const { feeds, tokens } = this.#options
    const { token, asked = [] } = this.#current ?? {}
    if (!token || this.#next) return
    if (tokens.isOutdated(token)) {
      this.#replace("renew")
      return
    }
    if (isSameSet(asked, feeds.ask(token).map(signOf))) return
    feeds.forgetUnheard()
    if (feeds.keys.length > 0) this.#replace()
    else this.close()
  }

  /** Only a refusal that was about channels is asked again, and only for a channel it was not about. */
  #adaptRefused(error: RealtimeError): void {
    const { feeds } = this.#options
    const isNew = feeds.keys.some((key) => !this.#refusedKeys.includes(key))
    if (isAboutChannels(error) && isNew) this.#connect()
    else feeds.standAll({ type: "refused", error })
  }

  #connect(): void {
    this.#drop()
    this.#unlisten = this.#options.signals((reason) => this.#wake(reason))
    this.#options.feeds.standAll({ type: "joining" })
    this.#open("read")
  }

  /** Opens the next stream beside the one that delivers. */
  #replace(token: "read" | "renew" = "read"): void {
    if (!this.#next) this.#open(token)
  }

  #open(token: "read" | "renew"): void {
    const now = this.state.getSnapshot()
    const renews = now.state === "open" ? now.connection : undefined
    const { silenceMs } = this.#options.timings
    const onHeartbeat = () => this.#heard()
    const link = new Link({ ...this.#options, silenceMs, onHeartbeat, token, renews })
    this.#next = link
    this.#alarms.clear("retry")
    if (!this.#current) this.state.set({ state: "connecting", attempt: this.#retries.failures })
    this.#run(link).catch((cause) => {
      if (!link.isClosed) this.#lost(link, toRealtimeError(cause))
    })
  }

  async #run(link: Link): Promise<void> {
    for await (const event of link.events()) {
      if (link.isClosed) return
      this.#heard()
      this.#receive(link, event)
    }
  }

  #heard(): void {
    this.heard.set(this.#options.now())
  }

  #receive(link: Link, event: StreamEvent): void {
    const { feeds, tokens, random, timings } = this.#options
    if (event.type === "open") {
      tokens.expect(event.identity)
      if (link === this.#next) this.#opened(link, event)
      else if (link === this.#current) this.#reopened(event)
    }
    if (link !== this.#current) return
    feeds.receive(event)
    if (event.type === "rights") this.#rightsChanged()
    if (event.type === "close") throw new RealtimeError({ type: event.code })
    if (event.type === "renew") {
      // A deploy tells everybody at once; not everybody shall come back at once.
      this.#alarms.set("renew", event.withinMs * 0.8 * random(), () => this.#replace())
    }
    if (event.type === "refused" && remedyOf(new RealtimeError({ type: event.code })) === "retry") {
      // One channel is away, the others are not: asking for it again costs them a change of streams.
      this.#alarms.set("again", timings.capMs * (0.5 + 0.5 * random()), () => this.#replace())
    }
  }

  /** What one may do now is in the next token: also channels that were not granted before. */
  #rightsChanged(): void {
    this.rights.set(this.rights.getSnapshot() + 1)
    this.#options.tokens.outdate()
    this.#retries.restart()
    this.#replace("renew")
  }

  #opened(link: Link, { connection, identity }: Extract<StreamEvent, { type: "open" }>): void {
    const { now, timings } = this.#options
    this.#current?.close()
    this.#current = link
    this.#next = undefined
    this.#retries.opened()
    this.#alarms.clearAll()
    // A server that opens and closes at once would otherwise be asked without pause.
    this.#alarms.set("steady", timings.steadyMs, () => this.#retries.held())
    // Never at once, whatever its life: each renewal is a request and a stream.
    const dueMs = Math.max((link.token?.refreshAt ?? 0) - now(), timings.baseMs)
    this.#alarms.set("refresh", dueMs, () => this.#replace("renew"))
    this.state.set({ state: "open", connection, identity })
    this.changed()
  }

  /** Another tab leads now: the shared stream is another connection. */
  #reopened({ connection, identity }: Extract<StreamEvent, { type: "open" }>): void {
    this.state.set({ state: "open", connection, identity })
  }

  #lost(link: Link, error: RealtimeError): void {
    link.close()
    if (link === this.#next) this.#next = undefined
    if (link === this.#current) {
      this.#current = undefined
      this.#alarms.clearAll()
      this.#options.feeds.interrupt()
    }
    if (this.#retries.isFinal(error, link.token)) this.refuse(error)
    else if (this.#next) this.state.set({ state: "connecting", attempt: this.#retries.failures })
    else this.#retry(link, error)
  }

  #retry(link: Link, error: RealtimeError): void {
    const waitMs = this.#retries.waitAfter(error)
    // A token that is still due was not got.
    const token = link.token ? "read" : link.options.token
    this.#alarms.set("retry", waitMs, () => this.#replace(token))
    if (this.#current) return
    const retryAt = this.#options.now() + waitMs
    this.state.set({ state: "waiting", attempt: this.#retries.failures, retryAt, error })
  }

  #wake(reason: WakeReason): void {
    const { state } = this.state.getSnapshot()
    // A new network leaves the old one's stream open and silent.
    if (state === "open" && reason === "online") this.#replace()
    if (state === "waiting" && this.#retries.isAllowed) this.#replace()
  }

  #drop(): void {
    this.#current?.close()
    this.#next?.close()
    this.#current = undefined
    this.#next = undefined
    this.#alarms.clearAll()
    this.#unlisten?.()
    this.#unlisten = undefined
  }
}
