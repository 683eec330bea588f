/** Calls back when it is time to render. */
type Ring = () => void

/** Milliseconds between two renderings: three frames, so that what moves still seems to move. */
const PAUSE_MS = 50

/**
 * Decides when changes are rendered: at once after a quiet moment, and then once per pause, all together. What changes
 * by the same message has to be shown by the same rendering, so all that a page shows of it shares one pacer.
 */
export class Pacer {
  readonly #pauseMs: number
  /** Each once, however often it asked. */
  readonly #waiting = new Set<Ring>()
  /** Whether a time to ring is set. */
  #isSet = false

  constructor(pauseMs = PAUSE_MS) {
    this.#pauseMs = pauseMs
  }

  /** Rings once: after the work at hand, or at the end of the pause. */
  soon(ring: Ring): void {
    this.#waiting.add(ring)
    if (this.#isSet) return
    this.#isSet = true
    // After all that the same message changes.
    queueMicrotask(() => this.#ringAll())
  }

  /** What was shown by itself does not have to be shown again. */
  forget(ring: Ring): void {
    this.#waiting.delete(ring)
  }

  #ringAll(): void {
    this.#isSet = this.#waiting.size > 0
    if (!this.#isSet) return
    // Before they ring: what one of them changes belongs to the next time.
    setTimeout(() => this.#ringAll(), this.#pauseMs)
    const rings = [...this.#waiting]
    this.#waiting.clear()
    for (const ring of rings) ring()
  }
}
