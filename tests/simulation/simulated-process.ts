/** One process of the app: its hub, and a subscription that may be deaf without anybody's knowing. */
import type { Channel } from "../../lib/sock8/core/tree"
import { createCounting } from "../../lib/sock8/server/counting"
import { createHeads } from "../../lib/sock8/server/heads"
import { createHistory, type History } from "../../lib/sock8/server/history"
import { createHub, type Hub } from "../../lib/sock8/server/hub"
import type { Keys } from "../../lib/sock8/server/keys"
import { createRooms } from "../../lib/sock8/server/presence-rooms"
import { createPublisher, type Publisher } from "../../lib/sock8/server/publish"
import type { Upstream, UpstreamOptions } from "../../lib/sock8/server/upstream"
import type { SimulatedRedis } from "./simulated-redis"

type Events = Pick<UpstreamOptions, "onLine" | "onRestored">

/** One process. */
export class SimulatedProcess {
  readonly hub: Hub
  readonly history: History
  readonly #publisher: Publisher
  readonly #known = new Set<string>()
  /** Lines that have come in and were not read yet. */
  readonly #lines: string[] = []
  readonly #redis: SimulatedRedis
  readonly #covered = new Map<string, () => void>()
  #isDeaf = false
  /** Topics whose subscription is back, which the hub was not told yet. */
  #restored: string[] = []
  #events: Events = { onLine: () => undefined, onRestored: () => undefined }

  constructor(options: {
    redis: SimulatedRedis
    keys: Keys
    epoch: () => string
    pageBytes: number
  }) {
    const { redis, keys, epoch, pageBytes } = options
    this.#redis = redis
    const heads = createHeads()
    const parts = { keys, epoch, heads, run: redis.run, counting: createCounting(keys) }
    const history = createHistory({ ...parts, pageBytes })
    const readSince: History["readSince"] = async (requests) => {
      const readings = await history.readSince(requests)
      for (const [index, { channel }] of requests.entries())
        this.#note(channel.name, readings[index]?.head.id)
      return readings
    }
    const admit: History["admit"] = async (_, requests) => ({
      readings: await readSince(requests),
      people: [],
    })
    this.history = { ...history, readSince, admit }
    this.#publisher = createPublisher(parts)
    this.hub = createHub({
      ...{ keys, heads, history: this.history, rooms: createRooms(async () => undefined), warmMs: 30_000 },
      onTold: ({ channel, position }) => this.#note(channel, position.id),
      ...{ onSignal: () => undefined, onSignalsMissed: () => undefined },
      upstream: (events) => this.#upstream(events),
    })
  }

  get hasLines(): boolean {
    return this.#lines.length > 0
  }

  get isDeaf(): boolean {
    return this.#isDeaf
  }

  get isRestoring(): boolean {
    return this.#restored.length > 0
  }

  /** Says a message. */
  async say(channel: Channel, data: unknown): Promise<void> {
    const { id } = await this.#publisher.publish(channel, data, { from: null })
    this.#note(channel.name, id)
  }

  /** Whether it has said, told or read a message. */
  knows(channel: string, id: string): boolean {
    return this.#known.has(`${channel} ${id}`)
  }

  /** Reads the next line. */
  hear(): void {
    const line = this.#lines.shift()
    if (line !== undefined) this.#events.onLine(line)
  }

  /** The next line gets lost, and nobody knows. */
  loseLine(): void {
    this.#lines.shift()
  }

  /** From now on nothing comes in; what has come in already is read yet, or is lost with the rest. */
  deafen({ withAllUnread }: { withAllUnread: boolean }): void {
    this.#isDeaf = true
    if (withAllUnread) this.#lines.length = 0
  }

  /** Lines come in again. The hub is told so a while later. */
  resubscribe(): void {
    this.#isDeaf = false
    this.#restored = [...this.#covered.keys()]
  }

  tellRestored(): void {
    for (const topic of this.#restored.splice(0)) this.#events.onRestored(topic)
  }

  /** Ends without a word. */
  die(): void {
    for (const stop of this.#covered.values()) stop()
    this.#lines.length = 0
    this.#events = { onLine: () => undefined, onRestored: () => undefined }
  }

  #note(channel: string, id: string | undefined): void {
    this.#known.add(`${channel} ${id}`)
  }

  #upstream(events: Events): Upstream {
    this.#events = events
    return {
      cover: async (topics) => {
        for (const topic of topics) {
          if (this.#covered.has(topic)) continue
          const receive = (line: string) => {
            if (!this.#isDeaf) this.#lines.push(line)
          }
          this.#covered.set(topic, this.#redis.listen(topic, receive))
        }
        return () => undefined
      },
      size: () => this.#covered.size,
      close: () => undefined,
    }
  }
}
