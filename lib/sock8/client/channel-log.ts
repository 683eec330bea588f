/** What one listener sees of a channel: its latest messages, whole and in order, as a value to watch. */
import type { WireMessage } from "../core/wire"
import { Alarms } from "./alarms"
import type { ChannelEvent } from "./channel-feed"
import type { AnyRef } from "./channel-proxy"
import { type ChannelView, idleView, viewOf } from "./channel-view"
import type { ChannelHistory, RealtimeClient } from "./client"
import { compare, tellsAgain, unite } from "./message-order"
import type { Pacer } from "./pacer"
import { type RealtimeError, remedyOf, toRealtimeError } from "./realtime-error"
import { PacedStore } from "./store"

/** Most messages of one page of history. */
const PAGE = 100
/** How many messages one step back reads. */
const STEP = 50
/** When a history that could not be read is read again, where the server does not say. */
const READ_AGAIN_SECONDS = 5

/** What a log shows. */
export interface ChannelLogOptions {
  /** How many earlier messages to read. Default 0. */
  readonly history?: number
  /** How many messages to keep, at least as many as `history`. Default 500. */
  readonly keep?: number | undefined
  /** Decides when messages are shown. Default: one of its own. */
  readonly pacer?: Pacer | undefined
}

type Past<Data> = Pick<ChannelView<Data>, "messages" | "older">

type Next<Data> = Pick<Past<Data>, "messages"> & Partial<Past<Data>>

/** One channel's log. It joins the channel while somebody watches, and not before. */
export class ChannelLog<Data> {
  readonly #client: Pick<RealtimeClient, "join" | "history">
  readonly #ref: AnyRef<Data>
  readonly #history: number
  /** Grows with what is read of the past, which nobody asked for to see it dropped again. */
  #keep: number
  readonly #view: PacedStore<ChannelView<Data>>
  #watchers = 0
  #leave: (() => void) | undefined
  /** What the last stream asked for: a newer one makes the answer of an older one worthless. */
  #reading: symbol | undefined
  #isRead = false
  /** What came while the history is read, and waits for it. */
  #held: WireMessage<Data>[] | undefined
  /** Between what is shown and what comes next something may be missing. */
  #isTorn = false
  readonly #alarms = new Alarms()

  constructor(
    client: Pick<RealtimeClient, "join" | "history">,
    ref: AnyRef<Data>,
    options: ChannelLogOptions = {},
  ) {
    const { history = 0, keep = 500, pacer } = options
    this.#client = client
    this.#ref = ref
    this.#history = history
    this.#keep = Math.max(keep, history)
    this.#view = new PacedStore<ChannelView<Data>>(idleView, pacer)
  }

  readonly getSnapshot = (): ChannelView<Data> => this.#view.getSnapshot()

  readonly subscribe = (listener: () => void): (() => void) => {
    const silence = this.#view.subscribe(listener)
    this.#watchers += 1
    this.#leave ??= this.#client.join(this.#ref, (event) => this.#receive(event))
    return () => {
      silence()
      this.#watchers -= 1
      if (this.#watchers === 0) this.#stop()
    }
  }

  /**
   * Reads up to 50 messages before the first one shown, under the same decision as the stream. They come
   * with the view, and so does the reason where that is refused.
   */
  readonly readOlder = (): void => {
    const { older, messages } = this.#view.getSnapshot()
    if (older.state === "reading" || older.state === "none") return
    this.#show({ older: { state: "reading" } })
    const [first] = messages
    this.#readPages(STEP, first?.id).then(
      (past) => {
        const [shown] = this.#view.getSnapshot().messages
        // The log began anew meanwhile, behind a gap: what was read does not join it any more.
        if (shown?.id !== first?.id) return this.#show({ older: { state: "more" } })
        this.#keep += past.messages.length
        this.#merge(past.messages, { older: past.older })
      },
      (cause) => this.#show({ older: { state: "failed", error: toRealtimeError(cause) } }),
    )
  }

  #stop(): void {
    this.#leave?.()
    this.#leave = undefined
    this.#reading = undefined
    this.#held = undefined
    this.#alarms.clearAll()
    // What is said until somebody watches again is not heard: then the history has to tell it.
    this.#isRead = false
    this.#isTorn = true
  }

  #receive(event: ChannelEvent<Data>): void {
    if (event.type === "gap") {
      this.#isTorn = true
      // It is before this hole: the history that is read now tells it again.
      this.#held = undefined
    }
    const isMissing = this.#history > 0 && (event.type === "gap" || (event.type === "open" && !this.#isRead))
    if (event.type === "message") this.#hear(event.message)
    // The stream is open before the history is read, so that nothing falls between the two.
    else if (isMissing) this.#read()
    else if (event.type !== "gap") this.#show(viewOf(event))
  }

  /** Shown at once beside what is before a hole, a message would hide the hole until the history is read. */
  #hear(message: WireMessage<Data>): void {
    if (this.#held) this.#held.push(message)
    else this.#goOn({ messages: [message] })
  }

  #read(): void {
    const reading = Symbol("reading")
    this.#reading = reading
    this.#held ??= []
    this.#alarms.clear("again")
    // Until it is answered something is missing: a stream that opens meanwhile asks again.
    this.#isRead = false
    this.#readPages(this.#history).then(
      ({ messages, older }) => {
        if (this.#reading !== reading) return
        this.#isRead = true
        this.#goOn({ messages: unite(messages, this.#release()), older }, viewOf({ type: "open" }))
      },
      (cause) => {
        if (this.#reading !== reading) return
        const error = toRealtimeError(cause)
        this.#goOn({ messages: this.#release() }, { status: { state: "open" }, error })
        this.#readAgain(error)
      },
    )
  }

  #release(): WireMessage<Data>[] {
    const held = this.#held ?? []
    this.#held = undefined
    return held
  }

  /** The stream may hold for minutes: the next one is not waited for. */
  #readAgain(error: RealtimeError): void {
    const { retryAfter = READ_AGAIN_SECONDS } = error
    if (remedyOf(error) === "retry") this.#alarms.set("again", retryAfter * 1000, () => this.#read())
  }

  /** The latest messages before an id, or the latest of all. */
  async #readPages(count: number, before?: string): Promise<Past<Data>> {
    const messages: WireMessage<Data>[] = []
    let next: string | null | undefined = before
    while (next !== null && messages.length < count) {
      const limit = Math.min(PAGE, count - messages.length)
      const page: ChannelHistory<Data> = await this.#client.history(
        this.#ref,
        next === undefined ? { limit } : { limit, before: next },
      )
      messages.unshift(...page.messages)
      next = page.next
    }
    return { messages, older: { state: next === null ? "none" : "more" } }
  }

  /**
   * Shows what comes next. Behind a hole the log begins anew with it, unless it tells again what was shown last:
   * numbers alone do not show that one joins the other, since a channel that lost its memory counts anew.
   */
  #goOn({ messages: next, older }: Next<Data>, change: Partial<ChannelView<Data>> = {}): void {
    const { messages } = this.#view.getSnapshot()
    const isAnew = this.#isTorn && next.length > 0 && !tellsAgain(next, messages.at(-1))
    if (next.length > 0) this.#isTorn = false
    const shown = isAnew ? [] : messages
    const reachesBack = !shown[0] || !next[0] || compare(next[0], shown[0]) <= 0
    const known = older && reachesBack ? { older } : isAnew && { older: { state: "more" } as const }
    this.#merge(next, { ...change, ...known }, shown)
  }

  #merge(
    more: readonly WireMessage<Data>[],
    change: Partial<ChannelView<Data>> = {},
    messages = this.#view.getSnapshot().messages,
  ): void {
    const last = messages.at(-1)
    const [first] = more
    const isNext = more.length === 1 && first && (!last || compare(last, first) < 0)
    const merged = isNext ? [...messages, first] : unite(messages, more)
    const isCut = merged.length > this.#keep && { older: { state: "more" } as const }
    this.#show({ ...change, ...isCut, messages: merged.slice(-this.#keep) })
  }

  /** Messages may come faster than a page can show one after the other; where the channel stands is shown at once. */
  #show(change: Partial<ChannelView<Data>>): void {
    this.#view[change.status ? "set" : "setSoon"]({ ...this.#view.getSnapshot(), ...change })
  }
}
