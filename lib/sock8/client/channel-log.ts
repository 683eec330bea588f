/** What one listener sees of a channel: its latest messages, whole and in order, as a value to watch. */
import { timeOf } from "../core/cursor"
import type { WireMessage } from "../core/wire"
import type { ChannelEvent, Standing } from "./channel-feed"
import type { AnyRef } from "./channel-proxy"
import type { RealtimeClient } from "./client"
import { type RealtimeError, toRealtimeError } from "./realtime-error"
import { Store } from "./store"

/** Most messages of one page of history. */
const PAGE = 100

/** Where a channel stands for whoever looks at it. */
export type ChannelStatus =
  /** Not asked for: switched off, or rendered on the server. */
  | { readonly state: "idle" }
  /** Asked for, and not whole yet: the stream is not open, or the history is not read. */
  | { readonly state: "joining" }
  | { readonly state: "open" }
  | { readonly state: "refused"; readonly error: RealtimeError }

/** One look at a channel. */
export interface ChannelView<Data> {
  /** The latest messages, oldest first, each once. */
  readonly messages: readonly WireMessage<Data>[]
  readonly status: ChannelStatus
  /** Why the channel is refused, or why its history could not be read. */
  readonly error: RealtimeError | undefined
}

/** What a log shows. */
export interface ChannelLogOptions {
  /** How many earlier messages to read. Default 0. */
  readonly history?: number
  /** How many messages to keep, at least as many as `history`. Default 500. */
  readonly keep?: number
}

/** A channel's view before it is asked for. */
export const idleView: ChannelView<never> = { messages: [], status: { state: "idle" }, error: undefined }

/** One channel's log. It joins the channel while somebody watches, and not before. */
export class ChannelLog<Data> {
  readonly #client: RealtimeClient
  readonly #ref: AnyRef<Data>
  readonly #history: number
  readonly #keep: number
  readonly #view = new Store<ChannelView<Data>>(idleView)
  #watchers = 0
  #leave: (() => void) | undefined
  /** What the last stream asked for: a newer one makes the answer of an older one worthless. */
  #reading: symbol | undefined
  #isRead = false

  constructor(client: RealtimeClient, ref: AnyRef<Data>, options: ChannelLogOptions = {}) {
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
    this.#readPages().then(
      (messages) => {
        if (this.#reading !== reading) return
        this.#isRead = true
        this.#dropUnlessWhole(messages)
        this.#merge(messages, viewOf({ type: "open" }))
      },
      (cause) => {
        if (this.#reading !== reading) return
        this.#show({ status: { state: "open" }, error: toRealtimeError(cause) })
      },
    )
  }

  async #readPages(): Promise<readonly WireMessage<Data>[]> {
    const messages: WireMessage<Data>[] = []
    let next: string | null | undefined
    while (next !== null && messages.length < this.#history) {
      const limit = Math.min(PAGE, this.#history - messages.length)
      const page = await this.#client.history(
        this.#ref,
        next === undefined ? { limit } : { limit, before: next },
      )
      messages.unshift(...page.messages)
      next = page.next
    }
    return messages
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
    this.#show({ ...change, messages: merged.slice(-this.#keep) })
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

/** Redis ids grow within a channel: `<ms>-<seq>`, both numbers. */
function compare(a: WireMessage, b: WireMessage): number {
  return timeOf(a.id) - timeOf(b.id) || sequenceOf(a.id) - sequenceOf(b.id)
}

function sequenceOf(id: string): number {
  return Number(id.slice(id.indexOf("-") + 1))
}
