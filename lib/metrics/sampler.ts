/**
 * Sends what a process counted, while somebody looks at it and not otherwise. The process of whoever looks knows
 * it from the connection, and says so to the others again and again: when it falls silent they stop by themselves.
 */
import type { AttemptRecord } from "../sock8/server/attempt"

/** Milliseconds between two samples of a process. */
export const SAMPLE_EVERY_MS = 5_000
/** For how long others send after they heard that somebody looks: two signals may get lost. */
const HEARD_FOR_MS = 3 * SAMPLE_EVERY_MS

/** What a sampler does to the world around it. Neither may throw; a promise that rejects is passed over. */
export interface SamplerOptions {
  /** The channel that carries the samples: its connections are those who look. */
  readonly channel: string
  /** Somebody begins to look: what was counted until now is of no interest. */
  readonly begin: () => void
  readonly send: () => Promise<void>
  /** Tells all processes that somebody looks. */
  readonly tellOthers: () => Promise<void>
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Knows whether somebody looks. */
export interface Sampler {
  /** Learns from opened and ended connections of this process who looks here. */
  attempt(record: AttemptRecord): void
  /** Some process, perhaps this one, said that somebody looks. */
  heard(): void
  /** Whether samples are sent just now. */
  isSending(): boolean
}

/** Makes a sampler. It does nothing at all until somebody looks. */
export function createSampler(options: SamplerOptions): Sampler {
  const { channel, begin, send, tellOthers, now = Date.now } = options
  const lookers = new Set<string>()
  let heardUntil = 0
  let timer: NodeJS.Timeout | undefined

  const isWatched = () => lookers.size > 0 || now() < heardUntil

  function start(): void {
    if (timer) return
    begin()
    schedule()
  }

  function schedule(): void {
    timer = setTimeout(beat, msToBeat(now())).unref()
  }

  function beat(): void {
    timer = undefined
    if (!isWatched()) return
    if (lookers.size > 0) tellOthers().catch(passOver)
    send().catch(passOver)
    schedule()
  }

  return {
    attempt(record) {
      if (record.attempt === "end") lookers.delete(record.connection)
      if (!isOpening(record, channel)) return
      lookers.add(record.connection)
      if (lookers.size === 1) tellOthers().catch(passOver)
      start()
    },
    heard() {
      heardUntil = now() + HEARD_FOR_MS
      start()
    },
    isSending: () => timer !== undefined,
  }
}

/**
 * Milliseconds until the middle of the next interval of the clock. All processes send there, so that whoever adds
 * them up finds one sample of each in every interval, also where clocks differ by a second or two.
 */
export function msToBeat(now: number): number {
  const inInterval = now % SAMPLE_EVERY_MS
  const middle = SAMPLE_EVERY_MS / 2
  return inInterval < middle ? middle - inInterval : SAMPLE_EVERY_MS + middle - inInterval
}

function isOpening(record: AttemptRecord, channel: string): record is AttemptRecord & { connection: string } {
  return (
    record.attempt === "connect" &&
    record.allowed &&
    record.connection !== undefined &&
    record.channels.includes(channel)
  )
}

/** A sample that cannot be sent is missed in the chart, and Redis is missed elsewhere. */
function passOver(): void {}
