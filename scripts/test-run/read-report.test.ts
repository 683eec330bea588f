import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { findFindings, readChaosReport, readPlaywrightReport, readVitestReport } from "./read-report"

// Written by the runners themselves (vitest 4.1.12, Playwright 1.65.1); only long texts were cut.
const example = (name: string) => fileURLToPath(new URL(`./example-reports/${name}.json`, import.meta.url))

const readExample = (name: string): unknown => JSON.parse(readFileSync(example(name), "utf8"))

test("vitest: skipped and todo tests are skipped, and a file that did not load is a failure", () => {
  // Three tests failed, two of them in the compiler; one file could not resolve an import.
  expect(readVitestReport(readExample("vitest")).tally).toEqual({ passed: 4, failed: 4, skipped: 2 })
})

test("vitest: each failure is named, with the first line of its error", () => {
  const { failures } = readVitestReport(readExample("vitest"))
  expect(failures).toHaveLength(4)
  expect(failures[0]).toBe(
    "/project/lib/a.test.ts › fails: AssertionError: expected 1 to be 2 // Object.is equality",
  )
  expect(failures.at(-1)).toMatch(/b\.test\.ts: Cannot find module '\.\/nowhere'/)
})

test("Playwright: each failure is named by its line, also what broke outside of tests", () => {
  expect(readPlaywrightReport(readExample("playwright")).failures[0]).toBe(
    "2-failing.spec.ts:3 › FAILS by 403",
  )
  const [broken] = readPlaywrightReport(readExample("playwright-broken-spec")).failures
  expect(broken).toMatch(/^Playwright: Error: Cannot find module/)
})

test("Playwright: expected is passed, unexpected is failed", () => {
  expect(readPlaywrightReport(readExample("playwright")).tally).toEqual({ passed: 3, failed: 3, skipped: 1 })
})

test("Playwright: a spec that does not load is a failure although no test ran", () => {
  expect(readPlaywrightReport(readExample("playwright-broken-spec")).tally).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  })
})

test("Playwright: a flaky test is a broken test", () => {
  const stats = { expected: 2, unexpected: 0, flaky: 1, skipped: 0 }
  expect(readPlaywrightReport({ suites: [], stats, errors: [] }).tally.failed).toBe(1)
})

test("chaos: each fault is one test, and a run without any is none", () => {
  const faults = [
    { name: "Redis hangs", failures: [] },
    { name: "A process dies", failures: ["2 lost"] },
  ]
  expect(readChaosReport({ faults })).toEqual({
    tally: { passed: 1, failed: 1, skipped: 0 },
    failures: ["A process dies: 2 lost"],
  })
  expect(() => readChaosReport({ faults: [] })).toThrow()
})

test("the report of one runner is not taken for the other's", () => {
  expect(() => readVitestReport(readExample("playwright"))).toThrow()
  expect(() => readPlaywrightReport(readExample("vitest"))).toThrow()
})

test("a report is read from disk", () => {
  expect(findFindings(example("vitest"), readVitestReport)?.tally.failed).toBe(4)
})

test("a report that is not there, or not whole, has no findings", () => {
  expect(findFindings(example("nowhere"), readVitestReport)).toBeUndefined()
  expect(findFindings(fileURLToPath(import.meta.url), readVitestReport)).toBeUndefined()
})
