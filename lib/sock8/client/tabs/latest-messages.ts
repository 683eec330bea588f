import { type Position, positionBefore } from "../../core/cursor"
import type { StreamEvent } from "../../core/wire"

type Message = Extract<StreamEvent, { type: "message" }>

/** A latest message, and where a tab stands that is to be told it next. */
export interface Latest {
  readonly before: Position
  readonly event: Message
}

/**
 * The latest messages of the channels that tell theirs on joining, as far as a shared stream told them. A tab that joins
 * over this stream is told them from here: the server does not know of it.
 */
export class LatestMessages {
  /** `null` where there is none, or it is about to come; absent where it is not known. */
  readonly #known = new Map<string, Latest | null>()
  /** Which channels are such: the server says so when it opens them. */
  readonly #channels = new Set<string>()

  get(name: string): Latest | null | undefined {
    return this.#known.get(name)
  }

  /** Whether a channel has a latest message that a newcomer is to be told, and nobody here knows it. */
  isMissing(name: string): boolean {
    return this.#channels.has(name) && !this.#known.has(name)
  }

  /**
   * Notes that such a channel was opened.
   *
   * @param known What is known of it already; `null` where its latest message follows, if there is one.
   */
  open(name: string, known: Latest | null | undefined): void {
    this.#channels.add(name)
    if (known !== undefined) this.#known.set(name, known)
  }

  message(event: Message, at: Position): void {
    if (this.#channels.has(event.channel))
      this.#known.set(event.channel, { before: positionBefore(at), event })
  }

  /** What was known of a channel does not hold any more. */
  forget(name: string): void {
    this.#known.delete(name)
  }
}
