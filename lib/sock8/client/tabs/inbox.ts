import type { StreamEvent } from "../../core/wire"

/** Events that wait to be read, and how they end. */
export class Inbox {
  readonly #events: StreamEvent[] = []
  #end: { readonly error?: unknown } | undefined
  #wake: () => void = () => undefined

  push(event: StreamEvent): void {
    this.#events.push(event)
    this.#wake()
  }

  /** Ends after what is in it already: with an error, or without one. The first end counts. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error }
    this.#wake()
  }

  /** What comes in, until the end. @throws what it was ended with. */
  async *read(): AsyncGenerator<StreamEvent, void, undefined> {
    for (;;) {
      const event = this.#events.shift()
      if (event) yield event
      else if (this.#end?.error !== undefined) throw this.#end.error
      else if (this.#end) return
      else
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
    }
  }
}
