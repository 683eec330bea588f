import type { Subscriber, Topic } from "../backend"
import type { Bytes } from "../bytes"
import { RedisError } from "../reply"
import type { CommandTable } from "./command"
import { matchesGlob } from "./glob"

/** Who listens to which channel and pattern. Nothing is kept for those who come later. */
export class PubSub {
  readonly #channels = new Map<Bytes, Set<Subscriber>>()
  readonly #patterns = new Map<Bytes, Set<Subscriber>>()

  subscribe({ kind, names }: Topic, subscriber: Subscriber): () => void {
    const topics = kind === "channel" ? this.#channels : this.#patterns
    for (const name of names) {
      const subscribers = topics.get(name) ?? new Set()
      topics.set(name, subscribers.add(subscriber))
    }
    return () => {
      for (const name of names) {
        const subscribers = topics.get(name)
        subscribers?.delete(subscriber)
        if (subscribers?.size === 0) topics.delete(name)
      }
    }
  }

  /** Hands a message to everybody at once, and tells how many they were. */
  publish(channel: Bytes, payload: Bytes): number {
    let receivers = 0
    for (const subscriber of this.#channels.get(channel) ?? []) {
      subscriber.onDelivery({ channel, payload })
      receivers += 1
    }
    for (const [pattern, subscribers] of this.#patterns) {
      if (!matchesGlob(pattern, channel)) continue
      for (const subscriber of subscribers) {
        subscriber.onDelivery({ pattern, channel, payload })
        receivers += 1
      }
    }
    return receivers
  }

  channels(): Bytes[] {
    return [...this.#channels.keys()]
  }

  subscriberCount(channel: Bytes): number {
    return this.#channels.get(channel)?.size ?? 0
  }

  get patternCount(): number {
    return this.#patterns.size
  }

  /** Ends every subscription. */
  close(): void {
    const everybody = new Set<Subscriber>()
    for (const topics of [this.#channels, this.#patterns]) {
      for (const subscribers of topics.values())
        for (const subscriber of subscribers) everybody.add(subscriber)
      topics.clear()
    }
    for (const subscriber of everybody) subscriber.onLost()
  }
}

export const pubsubCommands: CommandTable = {
  publish: {
    arity: 3,
    effect: "read",
    run(args, { pubsub, onPublish }) {
      const channel = args.string()
      const payload = args.string()
      onPublish()
      return pubsub.publish(channel, payload)
    },
  },
  "pubsub|channels": {
    arity: -2,
    effect: "read",
    run(args, { pubsub }) {
      const [pattern, ...more] = args.rest()
      if (more.length > 0)
        throw new RedisError(
          "ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.",
        )
      const channels = pubsub.channels()
      return pattern === undefined ? channels : channels.filter((channel) => matchesGlob(pattern, channel))
    },
  },
  "pubsub|numsub": {
    arity: -2,
    effect: "read",
    run: (args, { pubsub }) => args.rest().flatMap((channel) => [channel, pubsub.subscriberCount(channel)]),
  },
  "pubsub|numpat": { arity: 2, effect: "read", run: (_args, { pubsub }) => pubsub.patternCount },
}
