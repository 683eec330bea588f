import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { type Command, createProcesses } from "./processes"
import { readPlaywrightReport } from "./read-report"
import { failureLines, outcomeLine, refuseStep, runStep, withLastWords } from "./run-step"
import type { Step } from "./steps"
import { oneFailed, onePassed } from "./tally"

const folder = mkdtempSync(join(tmpdir(), "grantway-run-step-"))

afterAll(() => rmSync(folder, { recursive: true }))

const node = (script: string): Command => ({ file: process.execPath, args: ["-e", script] })

const report = { suites: [], stats: { expected: 5, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] }

const writes = (path: string) =>
  `require("node:fs").writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(JSON.stringify(report))});`

const step = (over: Partial<Step>): Step => ({
  name: "lint",
  checks: "nothing",
  needs: [],
  limitMinutes: 1,
  commands: () => [node("")],
  ...over,
})

const run = (over: Partial<Step>) => runStep(step(over), createProcesses(), { reportFolder: folder })

test("a step without a runner is one check", async () => {
  expect(await run({})).toMatchObject({ name: "lint", tally: onePassed })
  expect((await run({ commands: () => [node("process.exit(1)")] })).tally).toEqual(oneFailed)
})

test("what a step says can be kept in a file", async () => {
  const path = join(folder, "said.log")
  const output = openSync(path, "w")
  const said = step({ commands: () => [node("console.log('said'); console.error('and warned')")] })
  await runStep(said, createProcesses(), { reportFolder: folder, output })
  closeSync(output)
  expect(readFileSync(path, "utf8")).toBe("said\nand warned\n")
})

test("the first command that fails ends a step", async () => {
  const commands = () => [node("process.exit(1)"), node("")]
  expect((await run({ commands })).tally).toEqual(oneFailed)
})

test("a runner's tests are counted from its report", async () => {
  const outcome = await run({
    name: "unit",
    commands: (path) => [node(writes(path))],
    read: readPlaywrightReport,
  })
  expect(outcome.tally).toEqual({ passed: 5, failed: 0, skipped: 1 })
  expect(outcome.note).toBeUndefined()
})

test("a runner that reports no failure and exits with one has failed", async () => {
  const commands = (path: string) => [node(`${writes(path)} process.exit(1)`)]
  const { tally } = await run({ name: "integration", commands, read: readPlaywrightReport })
  expect(tally).toEqual({ passed: 5, failed: 1, skipped: 1 })
})

test("a runner that leaves no report has failed, even if it exits well", async () => {
  const outcome = await run({ name: "e2e", read: readPlaywrightReport })
  expect(outcome).toMatchObject({ tally: oneFailed, note: "its runner left no report" })
})

test("a step that cannot run is a failure with its reason", () => {
  const outcome = refuseStep("e2e", "the build failed")
  expect(outcome.tally).toEqual(oneFailed)
  expect(outcomeLine(outcome)).toBe("e2e          0 passed, 1 failed in 0.0 s: the build failed")
})

test("the end of a run names each test that failed, and none where all went well", () => {
  const outcome = {
    name: "unit",
    tally: oneFailed,
    durationMs: 1,
    failures: ["a.test.ts › adds: 2 is not 3"],
  }
  expect(failureLines([{ ...outcome, name: "unit" }, refuseStep("e2e", "the build failed")])).toEqual([
    "✘ unit: a.test.ts › adds: 2 is not 3",
  ])
  expect(failureLines([{ name: "lint", tally: onePassed, durationMs: 1 }])).toEqual([])
})

test("a step that failed without naming a test is told with its last lines", () => {
  const failed = { name: "chaos", tally: oneFailed, durationMs: 0 } as const
  const numbers = Array.from({ length: 41 }, (_, index) => String(index + 1))
  const said = `${numbers.join("\n\n")}\n\u001b[31mlast\u001b[39m\n`
  expect(withLastWords(failed, said).failures).toEqual([...numbers.slice(2), "last"])
  expect(withLastWords({ ...failed, failures: ["a test"] }, said).failures).toEqual(["a test"])
  expect(withLastWords({ ...failed, tally: onePassed }, said).failures).toBeUndefined()
})
