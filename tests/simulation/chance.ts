/** Chances that a seed decides: the same at each run, so that a failure can be looked at again. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 up to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  isOneIn(count: number): boolean {
    return this.below(count) === 0
  }

  of<Value>(values: readonly Value[]): Value | undefined {
    return values[this.below(values.length)]
  }

  /** One of several, of which some are likelier than others. */
  weighted<Value>(values: ReadonlyArray<readonly [weight: number, value: Value]>): Value | undefined {
    let rest = this.next() * values.reduce((sum, [weight]) => sum + weight, 0)
    return values.find(([weight]) => {
      rest -= weight
      return rest < 0
    })?.[1]
  }
}
