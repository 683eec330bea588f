/** Browsers read a longer delay as none at all. */
const LONGEST_MS = 2 ** 31 - 1

/** Timers by name: setting one again replaces it, and all can be cleared at once. */
export class Alarms {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  /** Rings once after `ms` milliseconds, however many those are. */
  set(name: string, ms: number, ring: () => void): void {
    this.clear(name)
    const rest = ms - LONGEST_MS
    const end = () => {
      this.#timers.delete(name)
      if (rest > 0) this.set(name, rest, ring)
      else ring()
    }
    this.#timers.set(name, setTimeout(end, Math.min(Math.max(ms, 0), LONGEST_MS)))
  }

  has(name: string): boolean {
    return this.#timers.has(name)
  }

  clear(name: string): void {
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
  }

  clearAll(): void {
    for (const name of [...this.#timers.keys()]) this.clear(name)
  }
}
