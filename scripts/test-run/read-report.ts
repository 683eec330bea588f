/** Reads the JSON that the test runners and the chaos suite write; their printed output is for people only. */
import { readFileSync } from "node:fs"
import { z } from "zod"
import type { Tally } from "./tally"

/** Turns a runner's report into a tally; throws where the report has another shape. */
export type ReadReport = (report: unknown) => Tally

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
})

/** Counts vitest's tests, and one failure more for each file that broke outside of its tests. */
export const readVitestReport: ReadReport = (report) => {
  const { testResults, ...counts } = vitestReport.parse(report)
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  )
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + brokenFiles.length,
    skipped: counts.numPendingTests + counts.numTodoTests,
  }
}

const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.unknown()),
})

/** Counts Playwright's tests; `errors` holds what broke outside of them, such as a server that never came up. */
export const readPlaywrightReport: ReadReport = (report) => {
  const { stats, errors } = playwrightReport.parse(report)
  return {
    passed: stats.expected,
    // A test that passes only at the second try is a broken test.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

const chaosReport = z.object({
  faults: z.array(z.object({ name: z.string(), failures: z.array(z.string()) })).min(1),
})

/** Counts each fault as one test. */
export const readChaosReport: ReadReport = (report) => {
  const { faults } = chaosReport.parse(report)
  const failed = faults.filter(({ failures }) => failures.length > 0).length
  return { passed: faults.length - failed, failed, skipped: 0 }
}

/** Reads a report from disk; `undefined` where the runner ended without writing a whole one. */
export function findTally(path: string, read: ReadReport): Tally | undefined {
  try {
    return read(JSON.parse(readFileSync(path, "utf8")))
  } catch {
    return undefined
  }
}
