/**
 * `npm test`: every check of the project, on a machine that has nothing but Node. Steps that mostly wait run
 * beside the others.
 * The steps are in test-run/steps.ts; the last line printed is the sum of all of them.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensureBrowser, ensureNginx, ensureRedisServer } from "./install-program"
import { forgetOutsideServices } from "./outside-services"
import { helpText, readOptions } from "./test-run/options"
import { createProcesses, type Processes } from "./test-run/processes"
import {
  failureLines,
  type Outcome,
  outcomeLine,
  refuseStep,
  runStep,
  withLastWords,
} from "./test-run/run-step"
import { hasBuild, type Need, type Step, type StepName, steps } from "./test-run/steps"
import { sum, tallyLine } from "./test-run/tally"

/** What is not there, and the sentence for whoever needs it. */
type Missing = Map<Need, string>

const say = (text: string) => process.stdout.write(`${text}\n`)

/** The programs that a step may need, and the variable by which the step finds each. */
const programs = [
  { need: "browser", variable: "CHROMIUM_PATH", ensure: ensureBrowser },
  { need: "redis-server", variable: "REDIS_SERVER_BIN", ensure: ensureRedisServer },
  { need: "nginx", variable: "NGINX_BIN", ensure: ensureNginx },
] as const

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options.kind === "help") {
    say(helpText())
    return 0
  }
  if (options.kind === "wrong") {
    say(`${options.sentence} See npm test -- --help.`)
    return 2
  }
  prepareEnvironment()
  const processes = createProcesses()
  const signalCode = stopOnSignal(processes)
  const outcomes = await runSteps(options.only, processes, () => signalCode() !== undefined)
  const total = sum(outcomes.map(({ tally }) => tally))
  const summary = [...outcomes.map(outcomeLine), ...failureLines(outcomes)]
  say(`\n${summary.join("\n")}\n\n${tallyLine(total)}`)
  return signalCode() ?? (total.failed > 0 ? 1 : 0)
}

/** What each step inherits. */
function prepareEnvironment(): void {
  // Every runner sets its own; one from the shell would give a production React to the unit tests.
  Reflect.deleteProperty(process.env, "NODE_ENV")
  process.env.NEXT_TELEMETRY_DISABLED = "1"
  forgetOutsideServices()
}

/**
 * Ends the running step when this process is asked to go; answers the exit code for that, once it happened.
 * npm passes SIGTERM to its shell only, so a parent that is gone counts as being asked, too.
 */
function stopOnSignal(processes: Processes): () => number | undefined {
  let code: number | undefined
  const stopWith = (signalCode: number) => {
    code ??= signalCode
    processes.stop()
  }
  process.on("SIGHUP", () => stopWith(129))
  process.on("SIGINT", () => stopWith(130))
  process.on("SIGTERM", () => stopWith(143))
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stopWith(143), 1_000).unref()
  return () => code
}

async function runSteps(
  only: readonly StepName[],
  processes: Processes,
  interrupted: () => boolean,
): Promise<Outcome[]> {
  const chosen = steps.filter(({ name }) => only.includes(name))
  const missing = await findMissing(chosen, processes)
  const reportFolder = mkdtempSync(join(tmpdir(), "grantway-test-"))
  const outcomes: Array<Outcome | Promise<Outcome>> = []
  const running = new Map<StepName, Promise<Outcome>>()
  for (const step of chosen) {
    if (interrupted()) break
    const because = step.needs.map((need) => missing.get(need)).find(Boolean)
    if (step.beside && !because) {
      const earlier = step.after && running.get(step.after)
      const outcome = runBeside(step, processes, { reportFolder, earlier })
      running.set(step.name, outcome)
      outcomes.push(outcome)
      continue
    }
    say(`\n=== ${step.name} (${step.checks})`)
    const outcome = because
      ? refuseStep(step.name, because)
      : await runStep(step, processes, { reportFolder })
    // An older build may still lie there, but it is not the code that was just checked.
    if (step.name === "build" && outcome.tally.failed > 0) missing.set("build", "the build failed")
    say(`=== ${outcomeLine(outcome)}`)
    outcomes.push(outcome)
  }
  const ended = await Promise.all(outcomes)
  rmSync(reportFolder, { recursive: true, force: true })
  return ended
}

/** Runs a step while others run, after an earlier one of these, and tells what it said in one piece. */
async function runBeside(
  step: Step,
  processes: Processes,
  { reportFolder, earlier }: { reportFolder: string; earlier: Promise<Outcome> | undefined },
): Promise<Outcome> {
  await earlier
  say(`\n=== ${step.name} begins, and goes on beside other steps`)
  const path = join(reportFolder, `${step.name}.log`)
  const output = openSync(path, "w")
  const outcome = await runStep(step, processes, { reportFolder, output })
  closeSync(output)
  const said = readFileSync(path, "utf8")
  say(`\n=== ${step.name} (${step.checks})`)
  process.stdout.write(said)
  say(`=== ${outcomeLine(outcome)}`)
  return withLastWords(outcome, said)
}

/** Finds or installs what the chosen steps need, before the first of them starts. */
async function findMissing(chosen: readonly Step[], processes: Processes): Promise<Missing> {
  const missing: Missing = new Map()
  const isNeeded = (need: Need) => chosen.some(({ needs }) => needs.includes(need))
  for (const { need, variable, ensure } of programs.filter(({ need }) => isNeeded(need))) {
    const found = await ensure(processes, say)
    if (found.state === "found") process.env[variable] = found.path
    else missing.set(need, found.sentence)
  }
  if (isNeeded("build") && !chosen.some(({ name }) => name === "build") && !hasBuild()) {
    missing.set("build", "there is no production build; add the step build")
  }
  return missing
}
