import type { Bytes } from "../bytes"
import { wrongType } from "../reply"
import { SortedSet } from "./sorted-set"
import { Stream } from "./stream"

/** What a key can hold, by the name that TYPE answers. */
export interface Values {
  string: Bytes
  hash: Map<Bytes, Bytes>
  set: Set<Bytes>
  zset: SortedSet
  list: Bytes[]
  stream: Stream
}

export type ValueType = keyof Values

interface Entry {
  type: ValueType
  /** Holds exactly the property that `type` names. */
  values: Partial<Values>
  /** Milliseconds since 1970. */
  expiresAt: number | undefined
  /** Counts up with every new key, so that SCAN has a place to go on from. */
  order: number
}

const emptyValue: { [Type in ValueType]: () => Values[Type] } = {
  string: () => "",
  hash: () => new Map(),
  set: () => new Set(),
  zset: () => new SortedSet(),
  list: () => [],
  stream: () => new Stream(),
}

/** All keys, their values and when they expire. An expired key is gone for every method. */
export class Keyspace {
  readonly #entries = new Map<Bytes, Entry>()
  readonly #now: () => number
  #lastOrder = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** The value, or `undefined` without the key. Another type of value is an error. */
  read<Type extends ValueType>(key: Bytes, type: Type): Values[Type] | undefined {
    const entry = this.#find(key)
    if (!entry) return undefined
    const value = entry.values[type]
    if (value === undefined) throw wrongType()
    return value
  }

  /** The value to change in place; an empty one is made without the key. */
  open<Type extends ValueType>(key: Bytes, type: Type): Values[Type] {
    return this.read(key, type) ?? this.put(key, type, emptyValue[type]())
  }

  /** Replaces whatever the key held, its expiry included. */
  put<Type extends ValueType>(key: Bytes, type: Type, value: Values[Type], expiresAt?: number): Values[Type] {
    const values: Partial<Values> = {}
    values[type] = value
    const order = this.#find(key)?.order ?? ++this.#lastOrder
    this.#entries.set(key, { type, values, expiresAt, order })
    return value
  }

  has(key: Bytes): boolean {
    return this.#find(key) !== undefined
  }

  typeOf(key: Bytes): ValueType | undefined {
    return this.#find(key)?.type
  }

  delete(key: Bytes): boolean {
    return this.has(key) && this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }

  /** Gives the value and its expiry to another name. `false` without the key. */
  rename(from: Bytes, to: Bytes): boolean {
    const entry = this.#find(from)
    if (!entry) return false
    if (from === to) return true
    this.#entries.delete(from)
    this.#entries.delete(to)
    this.#entries.set(to, { ...entry, order: ++this.#lastOrder })
    return true
  }

  expiryOf(key: Bytes): number | undefined {
    return this.#find(key)?.expiresAt
  }

  setExpiry(key: Bytes, expiresAt: number | undefined): void {
    const entry = this.#find(key)
    if (entry) entry.expiresAt = expiresAt
  }

  get size(): number {
    this.sweep()
    return this.#entries.size
  }

  *names(): Generator<Bytes> {
    for (const [key, entry] of this.#entries) if (!this.#isExpired(entry)) yield key
  }

  /**
   * A page of about `count` keys behind `cursor`, and the next cursor, 0 at the end. A key that is there from
   * the first page to the last is on exactly one of them, whatever is deleted in between.
   */
  scan(cursor: number, count: number): { cursor: number; keys: Bytes[] } {
    const keys: Bytes[] = []
    let last = cursor
    // New keys are appended and keep their order number, so the map is always in that order.
    for (const [key, entry] of this.#entries) {
      if (entry.order <= cursor) continue
      if (keys.length >= count) return { cursor: last, keys }
      last = entry.order
      if (!this.#isExpired(entry)) keys.push(key)
    }
    return { cursor: 0, keys }
  }

  /** Frees what has expired. Reading does not depend on it. */
  sweep(): void {
    for (const [key, entry] of this.#entries) if (this.#isExpired(entry)) this.#entries.delete(key)
  }

  /** Every key with its value, for measuring. */
  *contents(): Generator<[Bytes, Partial<Values>]> {
    for (const [key, entry] of this.#entries) yield [key, entry.values]
  }

  #find(key: Bytes): Entry | undefined {
    const entry = this.#entries.get(key)
    if (!entry || !this.#isExpired(entry)) return entry
    this.#entries.delete(key)
    return undefined
  }

  #isExpired(entry: Entry): boolean {
    return entry.expiresAt !== undefined && entry.expiresAt <= this.#now()
  }
}
