/**
 * How the time of a function grows with its input. Judged by ratios of minima: a busy machine makes single
 * runs slower, never faster, so the fastest of many runs is the closest to the function's own cost.
 */

/** What is timed. A promise is awaited. */
export type Work = (input: string) => unknown

/** Makes an input of about `size` characters. */
export type Shape = (size: number) => string

export interface Growth {
  /** `free`: not worth a judgement at any size. `linear`: proportional at most. `steep`: more than that. */
  readonly verdict: "free" | "linear" | "steep"
  /** The fastest run for each size, smallest size first. Sizes above a steep one are not run. */
  readonly steps: readonly { readonly size: number; readonly ms: number }[]
}

const KIB = 1024
/** From small on, so that a cubic function is found before it takes minutes. */
const SIZES = [KIB / 4, KIB / 2, KIB, 2 * KIB, 4 * KIB, 8 * KIB, 16 * KIB]

/** Below this an input costs less than answering its request, and timers and collectors decide the ratio. */
const FREE_MS = 0.5

/** Over two doublings: a linear function takes 4 times as long, a quadratic one 16 times. Half way, as a factor. */
const MAX_RATIO = 8

const QUICK_RUNS = 3
const CAREFUL_RUNS = 40
/** Bounds the careful runs of one size. */
const CAREFUL_MS = 250

/** Runs `work` on inputs of 256 characters to 16 KiB, and stops at the first size that shows it to be steep. */
export async function judgeGrowth(work: Work, shape: Shape): Promise<Growth> {
  const inputs = SIZES.map((size) => flat(shape(size)))
  const steps: { size: number; ms: number }[] = []
  for (const [index, size] of SIZES.entries()) {
    const input = inputs[index] ?? ""
    steps.push({ size, ms: await fastest(work, input, QUICK_RUNS) })
    if (await isSteep(work, inputs, steps)) return { verdict: "steep", steps }
  }
  return { verdict: (steps.at(-1)?.ms ?? 0) < FREE_MS ? "free" : "linear", steps }
}

/** Whether the last step grew too much against the one two doublings before it. Suspicion is measured again. */
async function isSteep(work: Work, inputs: readonly string[], steps: { ms: number }[]): Promise<boolean> {
  const last = steps.at(-1)
  const before = steps.at(-3)
  if (last === undefined || before === undefined || !grewTooMuch(before, last)) return false
  last.ms = Math.min(last.ms, await fastest(work, inputs[steps.length - 1] ?? "", CAREFUL_RUNS))
  before.ms = Math.min(before.ms, await fastest(work, inputs[steps.length - 3] ?? "", CAREFUL_RUNS))
  return grewTooMuch(before, last)
}

function grewTooMuch(before: { readonly ms: number }, last: { readonly ms: number }): boolean {
  return last.ms >= FREE_MS && last.ms > MAX_RATIO * before.ms
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
