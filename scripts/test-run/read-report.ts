/** Reads the JSON that the test runners and the chaos suite write; their printed output is for people only. */
import { readFileSync } from "node:fs"
import { stripVTControlCharacters } from "node:util"
import { z } from "zod"
import type { Tally } from "./tally"

/** What a report says: the numbers, and one line for each failure (`file › test: first line of the error`). */
export type Findings = { tally: Tally; failures: string[] }

/** Turns a runner's report into findings; throws where the report has another shape. */
export type ReadReport = (report: unknown) => Findings

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).optional(),
        }),
      ),
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
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map((test) => failureLine([name, test.fullName], test.failureMessages?.[0])),
  )
  return {
    tally: {
      passed: counts.numPassedTests,
      failed: counts.numFailedTests + brokenFiles.length,
      skipped: counts.numPendingTests + counts.numTodoTests,
    },
    failures: [...failures, ...brokenFiles.map(({ name, message }) => failureLine([name], message))],
  }
}

const playwrightSuite = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      line: z.number(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(playwrightSuite).optional()
  },
})

type PlaywrightSuite = z.infer<typeof playwrightSuite>

const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  errors: z.array(z.object({ message: z.string().optional() })),
})

/** Counts Playwright's tests; `errors` holds what broke outside of them, such as a server that never came up. */
export const readPlaywrightReport: ReadReport = (report) => {
  const { suites, stats, errors } = playwrightReport.parse(report)
  return {
    tally: {
      passed: stats.expected,
      // A test that passes only at the second try is a broken test.
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    },
    failures: [
      ...suites.flatMap(failuresOf),
      ...errors.map(({ message }) => failureLine(["Playwright"], message)),
    ],
  }
}

function failuresOf({ specs, suites = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => failureLine([`${file}:${line}`, title], results[0]?.error?.message)),
  )
  return [...own, ...suites.flatMap(failuresOf)]
}

const chaosReport = z.object({
  faults: z.array(z.object({ name: z.string(), failures: z.array(z.string()) })).min(1),
})

/** Counts each fault as one test. */
export const readChaosReport: ReadReport = (report) => {
  const { faults } = chaosReport.parse(report)
  const failed = faults.filter(({ failures }) => failures.length > 0)
  return {
    tally: { passed: faults.length - failed.length, failed: failed.length, skipped: 0 },
    failures: failed.map(({ name, failures }) => failureLine([name], failures.join("; "))),
  }
}

/** Reads a report from disk; `undefined` where the runner ended without writing a whole one. */
export function findFindings(path: string, read: ReadReport): Findings | undefined {
  try {
    return read(JSON.parse(readFileSync(path, "utf8")))
  } catch {
    return undefined
  }
}

function failureLine(place: readonly string[], error = ""): string {
  const [firstLine = ""] = stripVTControlCharacters(error).trim().split("\n")
  return `${place.join(" › ")}${firstLine && `: ${firstLine}`}`
}
