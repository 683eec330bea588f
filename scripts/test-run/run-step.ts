/** Runs one step and says how it ended. */
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import type { Ending, Processes } from "./processes"
import { findFindings } from "./read-report"
import type { Step, StepName } from "./steps"
import { oneFailed, onePassed, type Tally, tallyLine, withEnding } from "./tally"

/** What a step came to; `note` says what the numbers cannot, `failures` has one line for each test that failed. */
export type Outcome = {
  name: StepName
  tally: Tally
  durationMs: number
  note?: string
  failures?: string[]
}

/** Where a step leaves what it says: a folder for its runner's report, and an open file for its output. */
export type Places = { reportFolder: string; output?: number }

/** Runs a step's commands. Without a file its output is passed through. */
export async function runStep(
  step: Step,
  processes: Processes,
  { reportFolder, output }: Places,
): Promise<Outcome> {
  const startedAt = performance.now()
  const report = join(reportFolder, `${step.name}.json`)
  const ending = await runInTurn(step, processes, { report, output })
  const durationMs = performance.now() - startedAt

  const endedWell = ending.how === "exited" && ending.code === 0
  const note = noteOn(ending, step)
  const rest = { name: step.name, durationMs, ...(note && { note }) }
  if (!step.read) return { ...rest, tally: endedWell ? onePassed : oneFailed }

  const found = findFindings(report, step.read)
  if (!found) return { ...rest, tally: oneFailed, note: note ?? "its runner left no report" }
  return { ...rest, tally: withEnding(found.tally, endedWell), failures: found.failures }
}

/** A step that cannot run for a reason known beforehand. */
export function refuseStep(name: StepName, because: string): Outcome {
  return { name, tally: oneFailed, durationMs: 0, note: because }
}

/** One line of the summary: name, numbers, seconds, note. */
export function outcomeLine({ name, tally, durationMs, note }: Outcome): string {
  const seconds = `${(durationMs / 1000).toFixed(1)} s`
  return `${name.padEnd(12)} ${tallyLine(tally)} in ${seconds}${note ? `: ${note}` : ""}`
}

/** How many lines of a step that names no failed test are worth reading again: an error with its stack, and a summary. */
const LAST_LINES = 40

/** A step that failed and names no test is told with the end of its output: that says how far it came. */
export function withLastWords(outcome: Outcome, said: string): Outcome {
  if (outcome.tally.failed === 0 || (outcome.failures ?? []).length > 0) return outcome
  const lines = stripVTControlCharacters(said)
    .split("\n")
    .filter((line) => line.trim() !== "")
  return { ...outcome, failures: lines.slice(-LAST_LINES) }
}

/** What failed, by step, so that the end of a long log says it; nothing where all went well. */
export function failureLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ name, failures = [] }) => failures.map((failure) => `✘ ${name}: ${failure}`))
}

async function runInTurn(
  step: Step,
  processes: Processes,
  { report, output }: { report: string; output: number | undefined },
): Promise<Ending> {
  const limitMs = step.limitMinutes * 60_000
  let ending: Ending = { how: "not started" }
  for (const command of step.commands(report)) {
    ending = await processes.run(command, { limitMs, output })
    if (ending.how !== "exited" || ending.code !== 0) return ending
  }
  return ending
}

function noteOn(ending: Ending, step: Step): string | undefined {
  if (ending.how === "exited") return undefined
  return ending.how === "timed out" ? `ended after ${step.limitMinutes} minutes` : ending.how
}
