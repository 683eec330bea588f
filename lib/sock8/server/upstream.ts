import type { Redis } from "@upstash/redis"
import { Sock8Error } from "../core/errors"
import type { RunScript } from "./redis"
import { PROBE } from "./scripts/publish"

/** The subscriptions of one process to the topics of Redis. */
export interface Upstream {
  /**
   * Makes sure that lines of these topics arrive, and keeps them arriving until the returned undo is called.
   *
   * @throws Sock8Error `UNAVAILABLE` where Redis does not confirm within 5 s.
   */
  cover(topics: ReadonlySet<string>): Promise<() => void>
  /** How many subscriptions are open now. */
  size(): number
  close(): void
}

/** What an upstream tells its owner, and how often it looks after itself. */
export interface UpstreamOptions {
  readonly redis: () => Redis
  readonly run: RunScript
  readonly onLine: (line: string) => void
  /** A subscription was dead for a while and is back: lines of this topic may have been missed. */
  readonly onRestored: (topic: string) => void
  /** Milliseconds between two probes. A subscription that has not heard one after half of that is dead. */
  readonly probeEveryMs: number
}

interface Subscription {
  users: number
  state: "opening" | "open" | "failed"
  /** When a line came in last; milliseconds since 1970. */
  heardAt: number
  readonly ready: Promise<void>
  readonly stop: () => void
}

const CONFIRM_WITHIN_MS = 5_000
/** Least time in which a probe has to come back: a process that is busy hears late. */
const MIN_ECHO_MS = 500

/**
 * Makes an upstream. The Redis client says nothing when a subscription ends, so each process sends itself a
 * probe through every topic that it uses, in one command, and subscribes anew where the probe stays away.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { redis, run, onLine, onRestored, probeEveryMs } = options
  const subscriptions = new Map<string, Subscription>()
  let timer: NodeJS.Timeout | undefined

  function open(topic: string, users: number): Subscription {
    const { confirmed, stop } = subscribe(redis(), topic, heard)
    const ready = confirmed.then(() => heard())
    const subscription: Subscription = { users, state: "opening", heardAt: 0, ready, stop }
    // Whoever waits for it gets the error; nobody waiting is no reason to end the process.
    ready.catch(() => {
      subscription.state = "failed"
    })
    subscriptions.set(topic, subscription)
    return subscription

    function heard(line?: string): void {
      subscription.state = "open"
      subscription.heardAt = Date.now()
      if (line !== undefined) onLine(line)
    }
  }

  function reopen(topic: string, old: Subscription): Subscription {
    old.stop()
    const next = open(topic, old.users)
    void next.ready.then(
      () => onRestored(topic),
      () => undefined,
    )
    return next
  }

  async function probe(): Promise<void> {
    for (const [topic, subscription] of subscriptions) {
      if (subscription.state === "opening") continue
      if (subscription.users === 0) drop(topic, subscription)
      else if (isDead(subscription)) reopen(topic, subscription)
    }
    if (subscriptions.size > 0) await sendProbe([...subscriptions])
  }

  async function sendProbe(
    probed: ReadonlyArray<[topic: string, subscription: Subscription]>,
  ): Promise<void> {
    const sentAt = Date.now()
    const topics = probed.map(([topic]) => topic)
    try {
      await run(PROBE, topics, ["probe"])
    } catch {
      // A probe that cannot be sent is a probe that will not be heard: a later round notices.
      return
    }
    const look = () =>
      probed.forEach(([topic, subscription]) => void reopenIfDeaf(topic, subscription, sentAt))
    setTimeout(look, Math.max(MIN_ECHO_MS, probeEveryMs / 2)).unref()
  }

  /** Redis has said the probe: who did not hear it does not hear messages either. */
  function reopenIfDeaf(topic: string, subscription: Subscription, sentAt: number): void {
    if (subscriptions.get(topic) !== subscription || subscription.users === 0) return
    if (subscription.state === "open" && subscription.heardAt < sentAt) reopen(topic, subscription)
  }

  function isDead({ state, heardAt }: Subscription): boolean {
    return state === "failed" || heardAt < Date.now() - 2.5 * probeEveryMs
  }

  function enter(topic: string): Subscription {
    const before = subscriptions.get(topic)
    const failed = before?.state === "failed"
    const subscription = failed ? reopen(topic, before) : (before ?? open(topic, 0))
    subscription.users += 1
    return subscription
  }

  function leave(topic: string): void {
    const subscription = subscriptions.get(topic)
    if (subscription) subscription.users -= 1
  }

  function drop(topic: string, subscription: Subscription): void {
    subscription.stop()
    subscriptions.delete(topic)
  }

  return {
    async cover(topics) {
      timer ??= setInterval(probe, probeEveryMs).unref()
      const used = [...topics].map(enter)
      const release = once(() => [...topics].forEach(leave))
      try {
        await Promise.all(used.map(({ ready }) => ready))
        return release
      } catch (error) {
        release()
        throw error
      }
    },
    size: () => subscriptions.size,
    close() {
      clearInterval(timer)
      timer = undefined
      for (const [topic, subscription] of subscriptions) drop(topic, subscription)
    },
  }
}

interface Subscribed {
  readonly confirmed: Promise<void>
  readonly stop: () => void
}

function subscribe(redis: Redis, topic: string, hear: (line: string) => void): Subscribed {
  const subscriber = redis.subscribe<string>([topic])
  const confirmed = new Promise<void>((resolve, reject) => {
    const unavailable = (cause: unknown) => reject(new Sock8Error("UNAVAILABLE", { cause, retryAfter: 1 }))
    const timeout = setTimeout(unavailable, CONFIRM_WITHIN_MS, "not confirmed in time").unref()
    subscriber.on("subscribe", () => {
      clearTimeout(timeout)
      resolve()
    })
    subscriber.on("error", unavailable)
  })
  subscriber.on("message", ({ message }: { message: unknown }) => hear(String(message)))
  return { confirmed, stop: () => void subscriber.unsubscribe() }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
