/** Signs that something is wrong, as clients and operators see them: a stream ends, a publish is refused, … */
export class Signs {
  #first: number | undefined

  /** Something was noticed. */
  readonly note = (): void => {
    this.#first ??= performance.now()
  }

  clear(): void {
    this.#first = undefined
  }

  /** Milliseconds from a moment to the first sign after the last {@link clear}. */
  after(moment: number): number | undefined {
    return this.#first === undefined ? undefined : Math.max(0, this.#first - moment)
  }
}
