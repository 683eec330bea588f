/** Who is to be told of something. */
export class Listeners<Event> {
  readonly #all = new Set<(event: Event) => void>()

  get size(): number {
    return this.#all.size
  }

  /** Returns the undo. A listener that is given twice is told twice. */
  add(listener: (event: Event) => void): () => void {
    const own = (event: Event) => tell(listener, event)
    this.#all.add(own)
    return () => this.#all.delete(own)
  }

  tell(event: Event): void {
    for (const listener of [...this.#all]) listener(event)
  }
}

/** A listener that throws is reported as any uncaught error is, and stops neither others nor the caller. */
export function tell<Event>(listener: (event: Event) => void, event: Event): void {
  try {
    listener(event)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
