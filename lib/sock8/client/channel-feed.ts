import { formatCursor, isNewer, isTold, type Position, parseCursor } from "../core/cursor"
import type { WireMessage } from "../core/wire"
import type { Address } from "./channel-proxy"
import { Listeners, tell } from "./listeners"
import type { RealtimeError } from "./realtime-error"

/** Where a channel stands: asked for, delivered, or refused to this person. */
export type Standing =
  | { readonly type: "joining" }
  | { readonly type: "open" }
  | { readonly type: "refused"; readonly error: RealtimeError }

/**
 * What whoever joined a channel is told: where it stands, at once and at every change; each message once
 * and in order; and `gap` where messages were lost, so that the history has to be read again.
 */
export type ChannelEvent<Data = unknown> =
  | Standing
  | { readonly type: "message"; readonly message: WireMessage<Data> }
  | { readonly type: "gap" }

/** Is told what happens in one channel. */
export type ChannelListener<Data = unknown> = (event: ChannelEvent<Data>) => void

/** One wanted channel: how far it was read, where it stands and who listens. It outlives connections. */
export class ChannelFeed {
  readonly address: Address
  #name: string | undefined
  #position: Position | undefined
  /** Where the stream stands that delivers, or the one that was asked for last: behind one's own position at times. */
  #stream: Position | undefined
  #asked: Position | undefined
  #standing: Standing = { type: "joining" }
  readonly #listeners = new Listeners<ChannelEvent>()

  constructor(address: Address) {
    this.address = address
  }

  /** The name under which it was last asked for. */
  get name(): string | undefined {
    return this.#name
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0
  }

  /** The cursor to go on from; `undefined` before the channel was first open. */
  get cursor(): string | undefined {
    return this.#position && formatCursor(this.#position)
  }

  listen(listener: ChannelListener): () => void {
    const leave = this.#listeners.add(listener)
    tell(listener, this.#standing)
    return leave
  }

  /** Another name is another channel: what was read of the first says nothing about it. */
  ask(name: string): void {
    if (this.#name !== name) this.#position = undefined
    this.#name = name
    this.#asked = this.#position
  }

  stand(standing: Standing): void {
    if (isSame(standing, this.#standing)) return
    this.#standing = standing
    this.#listeners.tell(standing)
  }

  /** What was delivered is not for now; what was refused stays so until a stream says otherwise. */
  interrupt(): void {
    if (this.#standing.type === "open") this.stand({ type: "joining" })
  }

  /**
   * The stream delivers from `cursor` on. Where it replays, one's own position stays: the connection
   * before may have told more since the cursor was sent.
   */
  open(cursor: string, recovered: boolean): void {
    const position = readPosition(cursor)
    const isWhole = recovered || this.#hasPassed(this.#asked, position)
    const goesOn = isWhole && (!this.#position || this.#position.epoch === position?.epoch)
    this.#stream = position
    if (!goesOn || !this.#position) this.#position = position
    this.stand({ type: "open" })
    if (!goesOn) this.#listeners.tell({ type: "gap" })
  }

  /** What was before `cursor` is lost. A gap that ends where one already stands lost nothing. */
  skipTo(cursor: string): void {
    const position = readPosition(cursor)
    const isKnown = cursor === this.cursor || this.#hasPassed(this.#stream, position)
    this.#stream = position
    if (isKnown) return
    this.#position = position
    this.#listeners.tell({ type: "gap" })
  }

  /** Tells a message, unless it was told: ids grow, and only one stream delivers. */
  deliver(message: WireMessage): void {
    const { id, n } = message
    this.#stream &&= { id, n, epoch: this.#stream.epoch }
    if (this.#position) {
      // By id, for a number may come again: where the channel lost its end, it counts anew from before it.
      if (!isNewer(id, this.#position.id)) return
      // Numbers are dense. A server names its gaps; should one not, as it may not have seen what was lost and was
      // told by the stream before, the hole is seen here.
      if (n !== this.#position.n + 1) this.#listeners.tell({ type: "gap" })
      this.#position = { id, n, epoch: this.#position.epoch }
    }
    this.#listeners.tell({ type: "message", message })
  }

  /** Whether a stream that goes on from `to` instead of `from` leaves out only what the one before it has told. */
  #hasPassed(from: Position | undefined, to: Position | undefined): boolean {
    const own = this.#position
    if (!own || !from || !to || isTold(own, from) || !isTold(to, own)) return false
    // Back, and not on: the channel lost its end.
    return from.epoch !== to.epoch || !isNewer(from.id, to.id)
  }
}

function isSame(a: Standing, b: Standing): boolean {
  if (a.type !== "refused" || b.type !== "refused") return a.type === b.type
  return a.error.data.type === b.error.data.type
}

function readPosition(cursor: string): Position | undefined {
  const { id, epoch, n } = parseCursor(cursor) ?? {}
  return id === undefined || epoch === undefined || n === undefined ? undefined : { id, epoch, n }
}
