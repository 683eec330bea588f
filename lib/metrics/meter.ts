/** What one process counts of its traffic, in memory alone: counting costs Redis nothing. */
import type { AttemptRecord } from "../sock8/server/attempt"

/** How many messages took at most so many milliseconds; `null` stands for those beyond the last bound. */
export interface LatencyCount {
  readonly upToMs: number | null
  readonly messages: number
}

/** What was counted between two looks. */
export interface Counts {
  /** How long that was. */
  readonly overMs: number
  /** Messages that people, keys and the server said. */
  readonly published: number
  /** Messages times the clients that each was handed to. */
  readonly delivered: number
  /** Refused attempts by the code of the refusal; `OTHER` where a step of the door answered in its own words. */
  readonly refused: Readonly<Record<string, number>>
  /** How long deliveries took, lowest bound first; bounds at which there were none are left out. */
  readonly latency: readonly LatencyCount[]
}

/** Counts. */
export interface Meter {
  /** One attempt: a refused one counts by its code. */
  attempt(record: AttemptRecord): void
  published(messages: number): void
  /**
   * A message was handed to so many clients, `ms` after it was said. `undefined` where nobody can say how long
   * it took, because the difference of the clocks is not known.
   */
  delivered(clients: number, ms: number | undefined): void
  /** Everything since the last call, which begins to count anew. */
  take(): Counts
}

/** Milliseconds that tell times apart as well as a person would: each about half as much again as the last. */
const BOUNDS_MS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 5_000]

/** Makes a meter. `now` tells milliseconds that only ever grow. */
export function createMeter(now: () => number = () => performance.now()): Meter {
  let since = now()
  let published = 0
  let delivered = 0
  let refused = new Map<string, number>()
  let latency = new Map<number | null, number>()

  return {
    attempt(record) {
      if (record.attempt !== "end" && !record.allowed) add(refused, record.code ?? "OTHER")
    },
    published(messages) {
      published += messages
    },
    delivered(clients, ms) {
      delivered += clients
      if (ms !== undefined) add(latency, BOUNDS_MS.find((bound) => ms <= bound) ?? null, clients)
    },
    take() {
      const bounds = [...BOUNDS_MS, null].filter((bound) => latency.has(bound))
      const counts = {
        ...{ overMs: Math.max(1, Math.round(now() - since)), published, delivered },
        refused: Object.fromEntries(refused),
        latency: bounds.map((upToMs) => ({ upToMs, messages: latency.get(upToMs) ?? 0 })),
      }
      since = now()
      published = 0
      delivered = 0
      refused = new Map()
      latency = new Map()
      return counts
    },
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more)
}
