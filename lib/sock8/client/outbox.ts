/** What one is sending to a channel, shown before the server has it. */
import { compareIds } from "../core/cursor"
import type { WireMessage } from "../core/wire"
import { type ChannelRef, keyOf } from "./channel-proxy"
import type { RealtimeClient } from "./client"
import { type RealtimeError, toRealtimeError } from "./realtime-error"
import { createId, type Published } from "./requests"
import { Store } from "./store"

/** A message of one's own that the channel has not told yet. */
export type Outgoing<Input> = {
  /** Under which it is sent, however often that is tried: so it is said once. */
  readonly id: string
  readonly data: Input
  /** When it was first sent, in milliseconds since 1970 by the browser's clock. */
  readonly at: number
} & Sending

type Sending =
  | { readonly state: "sending" }
  /** Stored, as the message of this Redis id, and not yet told to this browser. */
  | { readonly state: "sent"; readonly message: string }
  | {
      readonly state: "failed"
      readonly error: RealtimeError
      /** From when on the server would have another try, in milliseconds since 1970. */
      readonly againAt: number
    }

/** One channel's outgoing messages, in the order in which they were first sent. */
export class Outbox<Input> {
  readonly #client: RealtimeClient
  readonly #ref: ChannelRef<unknown, true, Input>
  readonly #now: () => number
  readonly #entries = new Store<readonly Outgoing<Input>[]>([])
  /** Settles with the message before: one at a time, or the network would mix up their order. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(client: RealtimeClient, ref: ChannelRef<unknown, true, Input>, now: () => number = Date.now) {
    this.#client = client
    this.#ref = ref
    this.#now = now
  }

  readonly getSnapshot = (): readonly Outgoing<Input>[] => this.#entries.getSnapshot()

  readonly subscribe = (listener: () => void): (() => void) => this.#entries.subscribe(listener)

  /**
   * Shows the message at once, and sends it after those before it.
   *
   * @throws RealtimeError by rejecting, as `client.publish` does: then it is shown as failed, too.
   */
  readonly publish = (
    data: Input,
    { id = createId() }: { readonly id?: string } = {},
  ): Promise<Published> => {
    const { entries, ...found } = this.#find(id)
    const entry: Outgoing<Input> = { id, data, at: found.entry?.at ?? this.#now(), state: "sending" }
    this.#entries.set(
      found.entry ? entries.map((other) => (other.id === id ? entry : other)) : [...entries, entry],
    )
    const sending = this.#last.then(() => this.#send(id, data))
    this.#last = sending.catch(() => undefined)
    return sending
  }

  /** Sends a failed message again under its id; any other is left alone. Its end shows in the entry. */
  readonly again = (id: string): void => {
    const { entry } = this.#find(id)
    if (entry?.state === "failed") this.publish(entry.data, { id }).catch(() => undefined)
  }

  /** Forgets a failed message; one that is on its way cannot be called back. */
  readonly discard = (id: string): void => {
    const { entries } = this.#find(id)
    this.#entries.set(entries.filter((entry) => entry.id !== id || entry.state !== "failed"))
  }

  /** Forgets what the channel has told. */
  settle(messages: readonly WireMessage[]): void {
    const entries = this.getSnapshot()
    const left = withoutTold(entries, messages)
    if (left.length < entries.length) this.#entries.set(left)
  }

  async #send(id: string, data: Input): Promise<Published> {
    try {
      const published = await this.#client.publish(this.#ref, data, { id })
      this.#change(id, { state: "sent", message: published.id })
      return published
    } catch (cause) {
      const error = toRealtimeError(cause)
      const againAt = this.#now() + (error.retryAfter ?? 0) * 1000
      this.#change(id, { state: "failed", error, againAt })
      throw error
    }
  }

  #change(id: string, sending: Sending): void {
    const entries = this.getSnapshot().map((entry) => {
      if (entry.id !== id) return entry
      const { data, at } = entry
      return { id, data, at, ...sending }
    })
    this.#entries.set(entries)
  }

  #find(id: string) {
    const entries = this.getSnapshot()
    return { entries, entry: entries.find((entry) => entry.id === id) }
  }
}

/**
 * The messages that the channel has not told, so that none is shown twice. Whichever comes first: the message
 * itself carries the id it was sent as, also where its acknowledgement was lost; and the acknowledgement names
 * the message's own id, behind which a channel that told as much or more has told it.
 *
 * Nobody can make another's message disappear: they learn its id by being told the message.
 */
export function withoutTold<Input>(
  entries: readonly Outgoing<Input>[],
  messages: readonly WireMessage[],
): readonly Outgoing<Input>[] {
  const last = messages.at(-1)
  if (entries.length === 0 || !last) return entries
  const told = new Set(messages.map(({ sentAs }) => sentAs))
  return entries.filter(
    (entry) => !told.has(entry.id) && !(entry.state === "sent" && compareIds(entry.message, last.id) <= 0),
  )
}

const outboxes = new WeakMap<RealtimeClient, Map<string, Outbox<never>>>()

/** The outbox of a client's channel. It outlives the component, so that what failed is there on return. */
export function outboxOf<Input>(
  client: RealtimeClient,
  ref: ChannelRef<unknown, true, Input>,
): Outbox<Input> {
  const ofClient = outboxes.get(client) ?? new Map<string, Outbox<never>>()
  outboxes.set(client, ofClient)
  const key = keyOf(ref)
  // Equal keys are the same channel, and so carry the same input.
  const outbox = (ofClient.get(key) as Outbox<Input> | undefined) ?? new Outbox(client, ref)
  ofClient.set(key, outbox as unknown as Outbox<never>)
  return outbox
}
