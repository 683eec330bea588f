import type { Bytes } from "../bytes"

/** A member and its score. */
export interface Scored {
  member: Bytes
  score: number
}

/** A stretch of a sorted set, from one bound to another, each included or not. */
export interface Interval {
  /** Whether an element lies before the stretch. */
  precedes(element: Scored): boolean
  /** Whether an element lies behind the stretch. */
  follows(element: Scored): boolean
}

/** Members in the order of their scores, those of equal score in the order of their bytes. */
export class SortedSet {
  readonly #scores = new Map<Bytes, number>()
  /** Kept sorted, so that every range is a slice. Moving one element costs a shift of the array. */
  readonly #sorted: Scored[] = []

  get size(): number {
    return this.#sorted.length
  }

  scoreOf(member: Bytes): number | undefined {
    return this.#scores.get(member)
  }

  set(member: Bytes, score: number): void {
    this.delete(member)
    this.#scores.set(member, score)
    this.#sorted.splice(this.#indexOf({ member, score }), 0, { member, score })
  }

  delete(member: Bytes): boolean {
    const score = this.#scores.get(member)
    if (score === undefined) return false
    this.#sorted.splice(this.#indexOf({ member, score }), 1)
    return this.#scores.delete(member)
  }

  /** Position from the lowest score, beginning with 0. */
  rankOf(member: Bytes): number | undefined {
    const score = this.#scores.get(member)
    return score === undefined ? undefined : this.#indexOf({ member, score })
  }

  /** The elements at the positions from `start` up to, but not including, `end`. */
  slice(start: number, end: number): Scored[] {
    return this.#sorted.slice(start, end)
  }

  /** The elements of an interval, lowest first. */
  within(interval: Interval): Scored[] {
    const start = this.#firstWhere((element) => !interval.precedes(element))
    const end = this.#firstWhere((element) => interval.follows(element))
    return this.#sorted.slice(start, end)
  }

  #indexOf(wanted: Scored): number {
    return this.#firstWhere((element) => !isBefore(element, wanted))
  }

  /** The first position at which a condition holds that, once true, stays true to the end. */
  #firstWhere(holds: (element: Scored) => boolean): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const element = this.#sorted[middle]
      if (element === undefined || holds(element)) high = middle
      else low = middle + 1
    }
    return low
  }
}

function isBefore(a: Scored, b: Scored): boolean {
  return a.score < b.score || (a.score === b.score && a.member < b.member)
}
