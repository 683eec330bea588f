import type { Bytes } from "../bytes"

/** `ms-seq` as one number, `ms << 64 | seq`, so that ids compare like numbers. */
export type StreamId = bigint

/** The fields and values of one entry, in turn. */
export interface StreamEntry {
  id: StreamId
  fields: readonly Bytes[]
}

/** What to drop from the old end of a stream. */
export type TrimRule = {
  /** Redis drops whole blocks when told `~`; see {@link Stream.trim}. */
  approximate: boolean
} & ({ by: "length"; keep: number } | { by: "id"; from: StreamId })

const sequenceBits = 64n
const sequenceMask = (1n << sequenceBits) - 1n

/** The highest id there is. */
export const lastPossibleId: StreamId = (1n << 128n) - 1n

/** How many small entries Redis keeps in one block (`stream-node-max-entries`). */
const blockSize = 100

export function makeId(milliseconds: bigint, sequence: bigint): StreamId {
  return (milliseconds << sequenceBits) | sequence
}

export function formatId(id: StreamId): Bytes {
  return `${id >> sequenceBits}-${id & sequenceMask}`
}

export function millisecondsOf(id: StreamId): bigint {
  return id >> sequenceBits
}

/** An append-only log of entries whose ids only ever grow, also across deletions. */
export class Stream {
  /** In the order of their ids. */
  readonly #entries: StreamEntry[] = []
  lastId: StreamId = 0n
  /** Raised by XDEL. Redis leaves it alone when a stream is trimmed. */
  maxDeletedId: StreamId = 0n
  entriesAdded = 0

  get length(): number {
    return this.#entries.length
  }

  get first(): StreamEntry | undefined {
    return this.#entries[0]
  }

  get last(): StreamEntry | undefined {
    return this.#entries.at(-1)
  }

  /** `id` must be above {@link lastId}. */
  append(id: StreamId, fields: readonly Bytes[]): void {
    this.#entries.push({ id, fields })
    this.lastId = id
    this.entriesAdded += 1
  }

  /** The entries from `start` to `end`, both included. */
  between(start: StreamId, end: StreamId): StreamEntry[] {
    return this.#entries.slice(this.#indexOf(start), this.#indexOf(end + 1n))
  }

  delete(id: StreamId): boolean {
    const index = this.#indexOf(id)
    if (this.#entries[index]?.id !== id) return false
    this.#entries.splice(index, 1)
    if (id > this.maxDeletedId) this.maxDeletedId = id
    return true
  }

  /**
   * Drops old entries and tells how many.
   *
   * An approximate rule drops only whole blocks of 100, so a stream told `MAXLEN ~ 500` holds up to 599. Redis
   * also closes a block at 4 kB, so with larger entries it keeps fewer than this does, though never too few.
   */
  trim(rule: TrimRule): number {
    const surplus = rule.by === "length" ? this.length - rule.keep : this.#indexOf(rule.from)
    const drop = rule.approximate ? Math.floor(surplus / blockSize) * blockSize : surplus
    return this.#entries.splice(0, Math.max(drop, 0)).length
  }

  /** Entries and fields with their text, for measuring. */
  entries(): readonly StreamEntry[] {
    return this.#entries
  }

  #indexOf(id: StreamId): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.#entries[middle]
      if (entry === undefined || entry.id >= id) high = middle
      else low = middle + 1
    }
    return low
  }
}
