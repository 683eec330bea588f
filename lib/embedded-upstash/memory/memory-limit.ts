import type { Bytes } from "../bytes"
import { RedisError } from "../reply"
import type { Keyspace, Values } from "./keyspace"

/** A key, a member, an entry: what each costs beside its bytes, roughly. */
const overheadBytes = 64

/**
 * Keeps the data below about `maxBytes`.
 *
 * Everything that writing commands bring in is added up, and only when the sum passes the limit is the data
 * itself measured, which is slow and finds what was overwritten, deleted or expired since.
 */
export class MemoryLimit {
  readonly #keys: Keyspace
  readonly #maxBytes: number
  readonly #now: () => number
  #estimate = 0
  #foundFullAt = Number.NEGATIVE_INFINITY

  constructor(options: { keys: Keyspace; maxBytes: number; now: () => number }) {
    this.#keys = options.keys
    this.#maxBytes = options.maxBytes
    this.#now = options.now
  }

  /** Counts a command that needs memory, or throws Redis' error if none is left. */
  admit(words: readonly Bytes[]): void {
    if (this.#estimate > this.#maxBytes && this.#mayMeasure()) this.#measure()
    if (this.#estimate > this.#maxBytes) {
      throw new RedisError("OOM command not allowed when used memory > 'maxmemory'.")
    }
    for (const word of words) this.#estimate += word.length + overheadBytes
  }

  /** Something was deleted: the next command may find room. */
  noteFreed(): void {
    this.#foundFullAt = Number.NEGATIVE_INFINITY
  }

  /** A full store is not measured again for every command that it refuses. */
  #mayMeasure(): boolean {
    return this.#now() - this.#foundFullAt >= 1000
  }

  #measure(): void {
    this.#keys.sweep()
    this.#estimate = 0
    for (const [key, values] of this.#keys.contents()) {
      this.#estimate += key.length + overheadBytes + sizeOf(values)
    }
    if (this.#estimate > this.#maxBytes) this.#foundFullAt = this.#now()
  }
}

function sizeOf({ string, hash, set, zset, list, stream }: Partial<Values>): number {
  if (string !== undefined) return string.length
  if (hash) return sumOf([...hash].flat())
  if (set) return sumOf([...set])
  if (zset) return sumOf(zset.slice(0, zset.size).map(({ member }) => member))
  if (list) return sumOf(list)
  return sumOf((stream?.entries() ?? []).flatMap(({ fields }) => fields))
}

function sumOf(words: readonly Bytes[]): number {
  return words.reduce((sum, word) => sum + word.length + overheadBytes, 0)
}
