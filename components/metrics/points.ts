/** Adds up what the processes counted: one point for all of them and each interval. */
import type { Sample } from "./sample"

/** Milliseconds of an interval, in which each process sends one sample. */
export const INTERVAL_MS = 5_000
/** Intervals that the charts show: five minutes. */
export const SHOWN = 60
/** Stands for a delivery that took longer than any bound that is counted. */
export const BEYOND_MS = 10_000

/** What all processes did in one interval. */
export interface Point {
  /** When the interval ends, in milliseconds since 1970 by the clock of Redis. */
  readonly at: number
  /** Absent where nobody looked, and so nothing was sent. */
  readonly values?: PointValues
}

/** The numbers of an interval. */
export interface PointValues {
  readonly open: number
  readonly processes: number
  /** Per second, as what follows. */
  readonly published: number
  readonly delivered: number
  /** How many in this interval, by code. */
  readonly refused: Readonly<Record<string, number>>
  /** Half of the deliveries took at most so many milliseconds. Absent where there was none. */
  readonly p50?: number
  readonly p95?: number
}

/** The intervals up to the latest sample, oldest first. */
export function pointsOf(samples: readonly Sample[]): readonly Point[] {
  const latest = samples.at(-1)
  if (!latest) return []
  const byInterval = new Map<number, Sample[]>()
  for (const sample of samples) {
    const interval = intervalOf(sample)
    byInterval.set(interval, [...(byInterval.get(interval) ?? []), sample])
  }
  const last = intervalOf(latest)
  return Array.from({ length: SHOWN }, (_, index) => {
    const interval = last - SHOWN + 1 + index
    const at = (interval + 1) * INTERVAL_MS
    const told = byInterval.get(interval)
    return told ? { at, values: addUp(told) } : { at }
  })
}

/** The codes of all refusals that are shown and how many there were of each, most first. */
export function refusalsOf(points: readonly Point[]): ReadonlyArray<readonly [code: string, count: number]> {
  const totals = new Map<string, number>()
  for (const { values } of points) {
    for (const [code, count] of Object.entries(values?.refused ?? {})) {
      totals.set(code, (totals.get(code) ?? 0) + count)
    }
  }
  return [...totals].sort(([codeA, a], [codeB, b]) => b - a || codeA.localeCompare(codeB))
}

function intervalOf({ at }: Sample): number {
  return Math.floor(at / INTERVAL_MS)
}

function addUp(samples: readonly Sample[]): PointValues {
  const newest = new Map(samples.map(({ data }) => [data.process, data.open]))
  return {
    open: sum([...newest.values()]),
    processes: newest.size,
    published: sum(samples.map(({ data }) => perSecond(data.published, data.overMs))),
    delivered: sum(samples.map(({ data }) => perSecond(data.delivered, data.overMs))),
    refused: refusedIn(samples),
    ...percentilesOf(samples),
  }
}

function perSecond(count: number, overMs: number): number {
  return (count * 1_000) / overMs
}

function refusedIn(samples: readonly Sample[]): Record<string, number> {
  const refused = new Map<string, number>()
  for (const { data } of samples) {
    for (const [code, count] of Object.entries(data.refused))
      refused.set(code, (refused.get(code) ?? 0) + count)
  }
  return Object.fromEntries(refused)
}

/** Percentiles cannot be added up, so each process tells how many deliveries kept which bound. */
function percentilesOf(samples: readonly Sample[]): Pick<PointValues, "p50" | "p95"> {
  const counts = samples
    .flatMap(({ data }) => data.latency)
    .map(({ upToMs, messages }) => [upToMs ?? BEYOND_MS, messages] as const)
    .sort(([a], [b]) => a - b)
  const total = sum(counts.map(([, messages]) => messages))
  if (total === 0) return {}
  const within = (share: number) => {
    let told = 0
    const found = counts.find(([, messages]) => {
      told += messages
      return told >= share * total
    })
    return found?.[0] ?? BEYOND_MS
  }
  return { p50: within(0.5), p95: within(0.95) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
