/** All that was said: where Redis put it, and what it does not have any more. */
import type { Channel } from "../../lib/sock8/core/tree"
import type { Keys } from "../../lib/sock8/server/keys"
import type { Chance } from "./chance"
import { type Kept, lineOf, type Said, textOf } from "./judge"
import type { SimulatedRedis, Snapshot } from "./simulated-redis"

/** Most messages that a failover loses, and one. */
const COPIES = 4

/** One Redis' past. */
export class Archive {
  readonly said: Said[] = []
  readonly #redis: SimulatedRedis
  readonly #keys: Keys
  readonly #channels: readonly Channel[]
  /** What a replica had after each of the last few messages. */
  readonly #copies: Array<{ snapshot: Snapshot; has: ReadonlySet<Said> }> = []
  #stored = 0
  #copied = 0
  #losses = 0

  constructor(options: { redis: SimulatedRedis; keys: Keys; channels: readonly Channel[] }) {
    this.#redis = options.redis
    this.#keys = options.keys
    this.#channels = options.channels
    for (const { name } of this.#channels)
      this.#redis.listen(this.#keys.topic(name), (line) => this.#store(line))
  }

  get hasForgotten(): boolean {
    return this.#losses > 0
  }

  /** Somebody begins to say something. */
  begin({ name }: Channel): Said {
    const at = this.said.length
    const one: Said = {
      ...{ channel: name, text: `m${at}`, at },
      ...{ isAcknowledged: false, place: undefined, forgotten: undefined },
    }
    this.said.push(one)
    return one
  }

  /** The replica catches up, where something was stored. */
  copy(): void {
    if (this.#copied === this.#stored) return
    this.#copied = this.#stored
    const where = this.#channels.map(({ name }) => ({
      position: this.#keys.position(name),
      log: this.#keys.log(name),
    }))
    const has = this.said.filter(({ place, forgotten }) => place !== undefined && forgotten === undefined)
    this.#copies.push({ snapshot: this.#redis.snapshot(where), has: new Set(has) })
    if (this.#copies.length > COPIES) this.#copies.shift()
  }

  /** A replica that was behind takes over. What is newer is gone for good. `false` where there is none. */
  failOver(chance: Chance): boolean {
    const copy = this.#copies.splice(chance.below(this.#copies.length)).at(0)
    if (!copy) return false
    this.#copies.push(copy)
    this.#forget(copy.has)
    this.#redis.failOver(copy.snapshot)
    return true
  }

  forgetAll(): void {
    this.#forget(new Set())
    for (const { name } of this.#channels)
      this.#redis.command("DEL", this.#keys.position(name), this.#keys.log(name))
  }

  /** What Redis has of a channel now. */
  kept({ name }: Channel): Kept {
    const entries = this.#redis.command("XRANGE", this.#keys.log(name), "-", "+")
    const rows = Array.isArray(entries) ? entries : []
    const messages = rows.map(([id, fields]: [string, string[]]) => ({
      ...{ id, data: JSON.parse(fields.at(-1) ?? "").data, channel: name, n: 0, at: 0, from: null },
    }))
    return {
      ids: messages.map(({ id }) => id),
      latest: new Map(messages.map((message) => [lineOf(message), textOf(message)])),
    }
  }

  /** Something was stored: this is its place among all that ever was. */
  #store(line: string): void {
    const text = /"text":"(m\d+)"/.exec(line)?.[1]
    const one = this.said.find((said) => said.text === text)
    if (one) one.place = this.#stored++
  }

  #forget(allBut: ReadonlySet<Said>): void {
    this.#losses += 1
    for (const said of this.said) {
      // What an older copy had after all is not forgotten.
      if (allBut.has(said)) said.forgotten = undefined
      else if (said.place !== undefined) said.forgotten ??= this.#losses
    }
  }
}
