import type { Verdict } from "./oracle"

/** What one fault came to. */
export interface FaultResult {
  readonly name: string
  /** How often it happened. */
  readonly times: number
  readonly verdict: Verdict
  /** From the fault to the first sign of it: a stream that ended, a refused publish, a new subscription, a gap. */
  readonly noticedMs: number | undefined
  /** From the end of the fault to the moment at which everybody had heard everything. */
  readonly wholeMs: number | undefined
  /** How long the slowest answer to a publish took, and how many were refused. */
  readonly slowestPublishMs: number
  readonly refusedPublishes: number
  /** What is wrong, one sentence each. */
  readonly failures: readonly string[]
  /** Something is under way still, or broken for good: whatever came after it would fail, too. */
  readonly isStuck: boolean
}

/** One result per fault: numbers are summed, times are the longest. */
export function addUp(results: readonly FaultResult[]): FaultResult[] {
  const sums = new Map<string, FaultResult>()
  for (const result of results) {
    const sum = sums.get(result.name)
    sums.set(result.name, sum ? add(sum, result) : result)
  }
  return [...sums.values()]
}

function add(a: FaultResult, b: FaultResult): FaultResult {
  const sum = (name: Exclude<keyof Verdict, "examples">) => a.verdict[name] + b.verdict[name]
  return {
    name: a.name,
    times: a.times + b.times,
    verdict: {
      ...{ acknowledged: sum("acknowledged"), delivered: sum("delivered"), lost: sum("lost") },
      ...{ twice: sum("twice"), disordered: sum("disordered"), gaps: sum("gaps") },
      ...{ leaks: sum("leaks"), forged: sum("forged") },
      examples: [...a.verdict.examples, ...b.verdict.examples],
    },
    noticedMs: longest(a.noticedMs, b.noticedMs),
    wholeMs: longest(a.wholeMs, b.wholeMs),
    slowestPublishMs: Math.max(a.slowestPublishMs, b.slowestPublishMs),
    refusedPublishes: a.refusedPublishes + b.refusedPublishes,
    failures: [...a.failures, ...b.failures],
    isStuck: a.isStuck || b.isStuck,
  }
}

function longest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)
}

/** For what is looked at without anybody talking. */
export const nothingHappened = {
  times: 1,
  verdict: {
    ...{ acknowledged: 0, delivered: 0, lost: 0, twice: 0, disordered: 0, gaps: 0, leaks: 0, forged: 0 },
    examples: [],
  },
  noticedMs: undefined,
  slowestPublishMs: 0,
  refusedPublishes: 0,
  isStuck: false,
} as const

/** A result for what could not be tried, and why not. */
export function untried(name: string, because: string): FaultResult {
  return { ...nothingHappened, name, wholeMs: undefined, failures: [because] }
}
