/**
 * How the time of a function grows with its input. Judged by ratios of minima: a busy machine makes single
 * runs slower, never faster, so the fastest of many runs is the closest to the function's own cost.
 */

/** What is timed. A promise is awaited. */
export type Work = (input: string) => unknown

/** Makes an input of about `size` characters. */
export type Shape = (size: number) => string

/** What an input of a size takes: the fastest run. */
export interface Timing {
  readonly size: number
  readonly ms: number
}

export interface Growth {
  /** `steep`: faster than the input. */
  readonly verdict: "linear" | "steep"
  /** What the verdict stands on, smallest size first. Sizes above a steep one are not run. */
  readonly timings: readonly Timing[]
}

/**
 * Each four times the one before. From small on, so that a cubic function is found before it takes minutes; the
 * largest is what Node lets into all headers together, less what a request has beside the attack.
 */
const SIZES = [240, 960, 3840, 15_360]

/** Below this an input costs less than answering its request, and timers and collectors decide the ratio. */
const FREE_MS = 1

/** From one of these sizes to the next a linear function takes 4 times as long. More than this is looked at closely. */
const SUSPICIOUS_RATIO = 5
const QUICK_RUNS = 2

/** From a size to its double a linear function takes twice as long, a quadratic one four times. Half way, as a factor. */
const STEEP_RATIO = 2 * Math.SQRT2
const CAREFUL_RUNS = 40
/** Bounds the careful runs of one size. */
const CAREFUL_MS = 250

/** Runs `work` on inputs of up to 15,360 characters. */
export async function judgeGrowth(work: Work, shape: Shape): Promise<Growth> {
  const measure = (size: number, runs: number) => fastest(work, flat(shape(size)), runs)
  // What even an empty input costs is taken off everywhere, or it would hide the growth of the rest.
  const base = await measure(0, QUICK_RUNS)
  const timings: Timing[] = []
  for (const size of SIZES) {
    const before = timings.at(-1)
    const timing = { size, ms: Math.max(0, (await measure(size, QUICK_RUNS)) - base) }
    timings.push(timing)
    if (!before || timing.ms < FREE_MS || timing.ms <= SUSPICIOUS_RATIO * before.ms) continue
    const closer = await timeDoublings(measure, size)
    if (isSteep(closer)) return { verdict: "steep", timings: closer }
  }
  return { verdict: "linear", timings }
}

async function timeDoublings(
  measure: (size: number, runs: number) => Promise<number>,
  largest: number,
): Promise<Timing[]> {
  const base = await measure(0, CAREFUL_RUNS)
  const timings: Timing[] = []
  for (const size of [largest / 8, largest / 4, largest / 2, largest]) {
    timings.push({ size, ms: Math.max(0, (await measure(size, CAREFUL_RUNS)) - base) })
  }
  return timings
}

/**
 * Whether the time grew too much at every doubling. At one of them it may: there an array stops fitting into a page
 * of the heap, or a first collection of garbage falls into the run.
 */
function isSteep(timings: readonly Timing[]): boolean {
  const [first, ...others] = timings.map(({ ms }) => ms)
  if (first === undefined || (others.at(-1) ?? 0) < FREE_MS) return false
  return others.every((ms, index) => ms > STEEP_RATIO * (index > 0 ? (others[index - 1] ?? 0) : first))
}

async function fastest(work: Work, input: string, runs: number): Promise<number> {
  const end = performance.now() + CAREFUL_MS
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs && (run < QUICK_RUNS || performance.now() < end); run++) {
    const start = performance.now()
    await work(input)
    least = Math.min(least, performance.now() - start)
  }
  return least
}

/** Strings that were put together are flattened by their first reader, which is not what is timed. */
function flat(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le")
}
