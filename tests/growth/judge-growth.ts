/**
 * How the time of a function grows with its input. It is the processor's time, which others on a busy machine take
 * nothing of, so whoever measures needs a process of their own. Judged by ratios of minima: collectors and caches make
 * single runs slower, never faster.
 */

/** What is timed. A promise is awaited. */
export type Work = (input: string) => unknown

/** Makes an input of about `size` characters. */
export type Shape = (size: number) => string

/** What an input of a size takes: the fastest run, in milliseconds of the processor. */
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

/** From one of these sizes to the next a linear function takes 4 times as long. More than this is looked at closely. */
const SUSPICIOUS_RATIO = 5
const QUICK_RUNS = 2

/** From a size to its double a linear function takes twice as long, a quadratic one four times. Half way, as a factor. */
const STEEP_RATIO = 2 * Math.SQRT2
/** Nearer to four times: no linear function grows so much on average over several doublings. */
const SURE_RATIO = 3.4
/** Of what costs next to nothing: shorter times are measured too badly to be the base of such an average. */
const SURE_FROM = 1 / 8
/** How often what looks steep is measured again, with more and more runs to take the fastest of. */
const LOOKS = 3
const CAREFUL_RUNS = 100
/** Bounds the careful runs of one size and look. */
const CAREFUL_MS = 200

/** How time is told. By default it is this process's own, on the processor. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number
  /** Below this an input costs next to nothing, and other things decide the ratio. */
  readonly freeMs: number
}

const processorClock: Clock = {
  now() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
  // Less than answering a request.
  freeMs: 1,
}

/** Runs `work` on inputs of up to 15,360 characters. */
export async function judgeGrowth(work: Work, shape: Shape, clock = processorClock): Promise<Growth> {
  const measure = (size: number, runs: number) => fastest(work, flat(shape(size)), { runs, clock })
  const isSteep = (timings: readonly Timing[]) => growsTooMuch(timings, clock.freeMs)
  // What even an empty input costs is taken off everywhere, or it would hide the growth of the rest.
  const base = await measure(0, QUICK_RUNS)
  const timings: Timing[] = []
  for (const size of SIZES) {
    const before = timings.at(-1)
    const timing = { size, ms: Math.max(0, (await measure(size, QUICK_RUNS)) - base) }
    timings.push(timing)
    if (!before || timing.ms < clock.freeMs || timing.ms <= SUSPICIOUS_RATIO * before.ms) continue
    const closer = await lookCloser(measure, isSteep, size)
    if (isSteep(closer)) return { verdict: "steep", timings: closer }
  }
  return { verdict: "linear", timings }
}

/** Times the doublings that end at a size, until they do not look steep or have been looked at often enough. */
async function lookCloser(
  measure: (size: number, runs: number) => Promise<number>,
  isSteep: (timings: readonly Timing[]) => boolean,
  largest: number,
): Promise<Timing[]> {
  const sizes = [0, largest / 8, largest / 4, largest / 2, largest]
  let least = sizes.map(() => Number.POSITIVE_INFINITY)
  let timings: Timing[] = []
  for (let look = 0; look < LOOKS && (look === 0 || isSteep(timings)); look++) {
    for (const [index, size] of sizes.entries()) {
      const ms = Math.min(least[index] ?? 0, await measure(size, CAREFUL_RUNS))
      least = least.with(index, ms)
    }
    const [base = 0, ...others] = least
    timings = others.map((ms, index) => ({ size: sizes[index + 1] ?? 0, ms: Math.max(0, ms - base) }))
  }
  return timings
}

/**
 * Whether the time grew too much: at every doubling, or by so much over all of them that one may be left out. At one of
 * them a linear function may grow, where an array stops fitting into a page of the heap, or a first collection of
 * garbage falls into the run; and at one of them a quadratic function may seem not to, where a busy machine made all
 * runs of the smaller size slow.
 */
export function growsTooMuch(timings: readonly Timing[], freeMs: number): boolean {
  const [first, ...others] = timings.map(({ ms }) => ms)
  const last = others.at(-1)
  if (first === undefined || last === undefined || last < freeMs) return false
  const gentle = others.filter((ms, index) => ms <= STEEP_RATIO * (others[index - 1] ?? first))
  const isSure = first > SURE_FROM * freeMs && last > SURE_RATIO ** others.length * first
  return gentle.length === 0 || (gentle.length === 1 && isSure)
}

async function fastest(
  work: Work,
  input: string,
  { runs, clock }: { readonly runs: number; readonly clock: Clock },
): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  let spent = 0
  for (let run = 0; run < runs && (run < QUICK_RUNS || spent < CAREFUL_MS); run++) {
    const start = clock.now()
    await work(input)
    const ms = clock.now() - start
    least = Math.min(least, ms)
    spent += ms
  }
  return least
}

/** Strings that were put together are flattened by their first reader, which is not what is timed. */
function flat(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le")
}
