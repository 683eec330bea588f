/** The numbers of this process, for the admin's charts: what is counted, and when it is sent. */

import { randomBytes } from "node:crypto"
import { channels } from "../channels"
import { timeOf } from "../sock8/core/cursor"
import type { Channel } from "../sock8/core/tree"
import type { AttemptRecord } from "../sock8/server/attempt"
import type { OnTold } from "../sock8/server/hub-channel"
import type { Realtime } from "../sock8/server/realtime"
import { createMeter, type Meter } from "./meter"
import { createRedisClock, type RedisClock } from "./redis-clock"
import { createSampler, type Sampler } from "./sampler"

/** The word by which processes tell each other that somebody looks. */
const LOOKING = "metrics"

/** What the admin's own pages cause is not counted: looking would change what is seen. */
const UNCOUNTED: ReadonlySet<string> = new Set(Object.values(channels.admin).map(({ name }) => name))

/** What the app tells its metrics. */
export interface Metrics {
  attempt(record: AttemptRecord): void
  /** So many messages were stored on this channel. */
  published(channel: Pick<Channel, "name">, messages: number): void
  readonly told: OnTold
  signal(word: string): void
}

interface Engine {
  readonly meter: Meter
  readonly clock: RedisClock
  readonly sampler: Sampler
}

// Instrumentation, routes and pages are separate module graphs: what they count belongs together.
const shared: { grantwayMetrics?: Engine } = globalThis as object

/** The metrics of this process. `realtime` is asked at the first sample, when it exists. */
export function createMetrics(realtime: () => Realtime): Metrics {
  shared.grantwayMetrics ??= createEngine(realtime)
  const { meter, clock, sampler } = shared.grantwayMetrics
  return {
    attempt(record) {
      meter.attempt(record)
      sampler.attempt(record)
    },
    published({ name }, messages) {
      if (!UNCOUNTED.has(name)) meter.published(messages)
    },
    told({ channel, position }, clients) {
      if (UNCOUNTED.has(channel) || clients === 0) return
      // Each client's bytes leave in a `setImmediate` of its own, which was asked for before this one.
      setImmediate(() => {
        const now = clock.now()
        meter.delivered(clients, now === undefined ? undefined : Math.max(0, now - timeOf(position.id)))
      })
    },
    signal(word) {
      if (word === LOOKING) sampler.heard()
    },
  }
}

function createEngine(realtime: () => Realtime): Engine {
  const process = randomBytes(4).toString("hex")
  const meter = createMeter()
  const clock = createRedisClock()

  async function send(): Promise<void> {
    const { connections, publisher } = realtime()
    const sample = { process, open: connections.size(), ...meter.take() }
    const sentAt = Date.now()
    const { id } = await publisher.publish(channels.admin.metrics, sample, { from: null })
    clock.learn({ sentAt, answeredAt: Date.now(), redisAt: timeOf(id) })
  }

  const sampler = createSampler({
    channel: channels.admin.metrics.name,
    begin: () => void meter.take(),
    send,
    tellOthers: () => realtime().signal(LOOKING),
  })
  return { meter, clock, sampler }
}
