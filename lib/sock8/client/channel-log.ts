/** What one listener sees of a channel: its latest messages, whole and in order, as a value to watch. */
import { compareIds } from "../core/cursor"
import type { WireMessage } from "../core/wire"
import type { ChannelEvent, Standing } from "./channel-feed"
import type { AnyRef } from "./channel-proxy"
import type { ChannelHistory, RealtimeClient } from "./client"
import { type RealtimeError, toRealtimeError } from "./realtime-error"
import { Store } from "./store"

/** Most messages of one page of history. */
const PAGE = 100
/** How many messages one step back reads. */
const STEP = 50

/** Where a channel stands for whoever looks at it. */
export type ChannelStatus =
  /** Not asked for: switched off, or rendered on the server. */
  | { readonly state: "idle" }
  /** Asked for, and not whole yet: the stream is not open, or the history is not read. */
  | { readonly state: "joining" }
  | { readonly state: "open" }
  | { readonly state: "refused"; readonly error: RealtimeError }

/** What is known of the messages before the first one shown. */
export type OlderMessages =
  /** There may be some: see `readOlder`. */
  | { readonly state: "more" }
  | { readonly state: "reading" }
  /** Nothing older is kept. */
  | { readonly state: "none" }
  | { readonly state: "failed"; readonly error: RealtimeError }

/** One look at a channel. */
export interface ChannelView<Data> {
  /** The latest messages, oldest first, each once. */
  readonly messages: readonly WireMessage<Data>[]
  readonly status: ChannelStatus
  /** Why the channel is refused, or why its history could not be read. */
  readonly error: RealtimeError | undefined
  readonly older: OlderMessages
}

/** What a log shows. */
export interface ChannelLogOptions {
  /** How many earlier messages to read. Default 0. */
  readonly history?: number
  /** How many messages to keep, at least as many as `history`. Default 500. */
  readonly keep?: number
}

/** A channel's view before it is asked for. */
export const idleView: ChannelView<never> = {
  messages: [],
  status: { state: "idle" },
  error: undefined,
  older: { state: "more" },
}

interface Past<Data> {
  readonly messages: readonly WireMessage<Data>[]
  readonly older: OlderMessages
}

/** One channel's log. It joins the channel while somebody watches, and not before. */
export class ChannelLog<Data> {
  readonly #client: Pick<RealtimeClient, "join" | "history">
  readonly #ref: AnyRef<Data>
  readonly #history: number
  /** Grows with what is read of the past, which nobody asked for to see it dropped again. */
  #keep: number
  readonly #view = new Store<ChannelView<Data>>(idleView)
  #watchers = 0
  #leave: (() => void) | undefined
  /** What the last stream asked for: a newer one makes the answer of an older one worthless. */
  #reading: symbol | undefined
  #isRead = false

  constructor(
    client: Pick<RealtimeClient, "join" | "history">,
    ref: AnyRef<Data>,
    options: ChannelLogOptions = {},
  ) {
    const { history = 0, keep = 500 } = options
    this.#client = client
    this.#ref = ref
    this.#history = history
    this.#keep = Math.max(keep, history)
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
    // What is said until somebody watches again is not heard: then the history has to tell it.
    this.#isRead = false
  }

  #receive(event: ChannelEvent<Data>): void {
    const isMissing = this.#history > 0 && (event.type === "gap" || (event.type === "open" && !this.#isRead))
    if (event.type === "message") this.#merge([event.message])
    // The stream is open before the history is read, so that nothing falls between the two.
    else if (isMissing) this.#read()
    else if (event.type !== "gap") this.#show(viewOf(event))
  }

  #read(): void {
    const reading = Symbol("reading")
    this.#reading = reading
    // Until it is answered something is missing: where that fails, the next stream asks again.
    this.#isRead = false
    const before = new Set(this.#view.getSnapshot().messages)
    this.#readPages(this.#history).then(
      ({ messages, older }) => {
        if (this.#reading !== reading) return
        this.#isRead = true
        this.#dropForgotten(messages, before)
        this.#dropUnlessWhole(messages)
        const [shown] = this.#view.getSnapshot().messages
        const isOldest = !shown || !messages[0] || compare(messages[0], shown) <= 0
        this.#merge(messages, { ...viewOf({ type: "open" }), ...(isOldest && { older }) })
      },
      (cause) => {
        if (this.#reading !== reading) return
        this.#show({ status: { state: "open" }, error: toRealtimeError(cause) })
      },
    )
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
   * What was shown before the history was read, and is not where it would be there, was replaced, or Redis lost it
   * when it failed over: whoever comes later will not see it either.
   */
  #dropForgotten(read: readonly WireMessage<Data>[], before: ReadonlySet<WireMessage<Data>>): void {
    const [first] = read
    const ids = new Set(read.map(({ id }) => id))
    const isKept = (message: WireMessage<Data>) =>
      !before.has(message) || ids.has(message.id) || (first !== undefined && compare(message, first) < 0)
    this.#show({ messages: this.#view.getSnapshot().messages.filter(isKept) })
  }

  /** Where what was read does not join what was shown before it, showing both would hide the hole. */
  #dropUnlessWhole([first]: readonly WireMessage<Data>[]): void {
    if (!first) return
    const { messages } = this.#view.getSnapshot()
    const newer = messages.filter((message) => compare(message, first) >= 0)
    const before = messages[messages.length - newer.length - 1]
    if (before && before.n !== first.n - 1) this.#show({ messages: newer })
  }

  #merge(more: readonly WireMessage<Data>[], change: Partial<ChannelView<Data>> = {}): void {
    const { messages } = this.#view.getSnapshot()
    const last = messages.at(-1)
    const [first] = more
    const isNext = more.length === 1 && first && (!last || compare(last, first) < 0)
    const merged = isNext ? [...messages, first] : unite(messages, more)
    const isCut = merged.length > this.#keep && { older: { state: "more" } as const }
    this.#show({ ...change, ...isCut, messages: merged.slice(-this.#keep) })
  }

  #show(change: Partial<ChannelView<Data>>): void {
    this.#view.set({ ...this.#view.getSnapshot(), ...change })
  }
}

function viewOf(standing: Standing): Pick<ChannelView<never>, "status" | "error"> {
  if (standing.type !== "refused") return { status: { state: standing.type }, error: undefined }
  const { error } = standing
  return { status: { state: "refused", error }, error }
}

function unite<Data>(
  some: readonly WireMessage<Data>[],
  more: readonly WireMessage<Data>[],
): WireMessage<Data>[] {
  const byId = new Map([...some, ...more].map((message) => [message.id, message]))
  return [...byId.values()].sort(compare)
}

function compare(a: WireMessage, b: WireMessage): number {
  return compareIds(a.id, b.id)
}
