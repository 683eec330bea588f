/** One Redis, with the true scripts: what is on its way to it and back waits until the simulation lets it go. */
import { Interpreter } from "../../lib/embedded-upstash/lua/interpreter"
import { loadFengari } from "../../lib/embedded-upstash/lua/load-fengari"
import { Engine } from "../../lib/embedded-upstash/memory/engine"
import { RedisError, type Reply } from "../../lib/embedded-upstash/reply"
import { Sock8Error } from "../../lib/sock8/core/errors"
import type { RunScript } from "../../lib/sock8/server/redis"
import type { Chance } from "./chance"

/** What Redis held at one moment, as commands that make it again. */
export type Snapshot = ReadonlyArray<readonly [string, ...string[]]>

const interpreter = new Interpreter(await loadFengari())

/** A Redis that a simulation holds in its hands. */
export class SimulatedRedis {
  /** Its clock, in milliseconds. */
  now = 1_000_000
  /** How many in a hundred requests are lost on their way, or their answers are. */
  lossPercent = 0
  readonly #engine = new Engine({ interpreter, maxBytes: 1e8, now: () => this.now })
  readonly #chance: Chance
  readonly #underway: Array<() => void> = []

  constructor(chance: Chance) {
    this.#chance = chance
  }

  /** Hears every line of a topic at the moment at which it is said. */
  listen(topic: string, hear: (line: string) => void): () => void {
    const subscriber = {
      onDelivery: ({ payload }: { payload: string }) => hear(payload),
      onLost: () => undefined,
    }
    return this.#engine.pubsub.subscribe({ kind: "channel", names: [topic] }, subscriber)
  }

  readonly run: RunScript = (script, keys, args) =>
    new Promise((resolve, reject) => {
      const isLost = () => this.#chance.below(100) < this.lossPercent
      const fail = () => reject(new Sock8Error("UNAVAILABLE", { retryAfter: 1 }))
      this.#underway.push(() => {
        if (isLost()) return fail()
        const reply = this.command("EVAL", script, String(keys.length), ...keys, ...args)
        const answer = isLost() ? fail : () => resolve(reply)
        this.#underway.push(answer)
      })
    })

  /** Lets one request arrive, or one answer. */
  proceed(): void {
    const [go] = this.#underway.splice(this.#chance.below(this.#underway.length), 1)
    go?.()
  }

  get isBusy(): boolean {
    return this.#underway.length > 0
  }

  command(...words: readonly [string, ...string[]]): Reply {
    const reply = this.#engine.call(words)
    if (reply instanceof RedisError) throw reply
    return reply
  }

  /** What a replica would have, were it made now. */
  snapshot(channels: ReadonlyArray<{ position: string; log: string }>): Snapshot {
    return channels.flatMap(({ position, log }) => {
      const fields = listOf(this.command("HGETALL", position)).map(String)
      const entries = listOf(this.command("XRANGE", log, "-", "+")).map(listOf)
      return [
        ["DEL", position, log] as const,
        ...(fields.length > 0 ? [["HSET", position, ...fields] as const] : []),
        ...entries.map(([id, values]) => ["XADD", log, String(id), ...listOf(values).map(String)] as const),
      ]
    })
  }

  /** Another Redis takes its place, which has what the snapshot has. */
  failOver(snapshot: Snapshot): void {
    for (const command of snapshot) this.command(...command)
    this.now += 1
  }
}

function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : []
}
