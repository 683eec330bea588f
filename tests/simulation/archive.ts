/** All that was said: where Redis put it, and what it does not have any more. */
import type { Reply } from "../../lib/embedded-upstash/reply"
import type { Channel } from "../../lib/sock8/core/tree"
import type { Keys } from "../../lib/sock8/server/keys"
import type { Chance } from "./chance"
import { type Kept, type Loss, lineOf, type Said, textOf } from "./judge"
import type { SimulatedProcess } from "./simulated-process"
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
  #loss: Loss | undefined
  readonly #processes: () => readonly SimulatedProcess[]
  /** Per channel, who knew of something that was lost the last time. */
  #witnesses: ReadonlyMap<string, readonly SimulatedProcess[]> = new Map()
  /** Channels of which one of them has told Redis so. */
  readonly #noticed = new Set<string>()

  constructor(options: {
    redis: SimulatedRedis
    keys: Keys
    channels: readonly Channel[]
    processes: () => readonly SimulatedProcess[]
  }) {
    this.#processes = options.processes
    this.#redis = options.redis
    this.#keys = options.keys
    this.#channels = options.channels
    for (const { name } of this.#channels)
      this.#redis.listen(this.#keys.topic(name), (line) => this.#store(line))
  }

  get hasForgotten(): boolean {
    return this.#loss !== undefined
  }

  /** The last loss, if whoever comes to this process now must be told of it. */
  noticedLoss({ name }: Channel, process: SimulatedProcess): Loss | undefined {
    return this.#noticed.has(name) || this.#witnesses.get(name)?.includes(process) ? this.#loss : undefined
  }

  /** Something was said. With it Redis was told of a loss that was noticed before, unless there was another since. */
  acknowledge(one: Said, loss: Loss | undefined): void {
    one.isAcknowledged = true
    if (loss && loss === this.#loss) this.#noticed.add(one.channel)
  }

  /** Somebody begins to say something. */
  begin({ name }: Channel): Said {
    const at = this.said.length
    const one: Said = {
      ...{ channel: name, text: `m${at}`, at },
      ...{ isAcknowledged: false, place: undefined, id: undefined, forgotten: undefined },
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
    const epochs = this.#channels.map((channel) => this.#epochOf(channel))
    this.#redis.failOver(copy.snapshot)
    // Where it lost the epoch as well, which another loss began, nobody can tell what came before that.
    const same = this.#channels.filter((channel, index) => this.#epochOf(channel) === epochs[index])
    this.#witnesses = new Map(same.map(({ name }) => [name, this.#witnessesOf(name)]))
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
    const [, id, text] = / (\d+-\d+) \d+-\d+ .*"text":"(m\d+)"/.exec(line) ?? []
    const one = this.said.find((said) => said.text === text)
    if (!one) return
    one.place = this.#stored++
    one.id = id
  }

  #forget(allBut: ReadonlySet<Said>): void {
    this.#loss = { at: this.said.length }
    this.#noticed.clear()
    this.#witnesses = new Map()
    for (const said of this.said) {
      // What an older copy had after all is not forgotten.
      if (allBut.has(said)) said.forgotten = undefined
      else if (said.place !== undefined) said.forgotten ??= this.#loss
    }
  }

  #epochOf({ name }: Channel): Reply {
    return this.#redis.command("HGET", this.#keys.position(name), "epoch")
  }

  #witnessesOf(name: string): readonly SimulatedProcess[] {
    const lost = this.said.filter(({ channel, forgotten }) => channel === name && forgotten === this.#loss)
    return this.#processes().filter((process) => lost.some((one) => process.knows(name, one.id ?? "")))
  }
}
