/**
 * `npm run chaos`: two processes of the production build and one real redis-server, with everything going wrong
 * that can be made to. Without `--minutes` each fault happens once and briefly, as in `npm test`.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Fault } from "../tests/chaos/fault"
import { addUp, type FaultResult, untried } from "../tests/chaos/fault-result"
import { faults } from "../tests/chaos/faults/index"
import { findFreePorts } from "../tests/chaos/free-ports"
import { type ChaosOptions, chaosUsage, readChaosOptions } from "../tests/chaos/options"
import { runFault } from "../tests/chaos/run-fault"
import { legend, markdownTable, progressLine, writeReport, writeTable } from "../tests/chaos/table"
import { PORTS, World } from "../tests/chaos/world"

const say = (text: string) => process.stdout.write(`${text}\n`)

// What got stuck may be waiting still.
process.exit(await main(process.argv.slice(2)))

async function main(args: readonly string[]): Promise<number> {
  const options = readChaosOptions(args)
  if (typeof options === "string") {
    say(options === "help" ? chaosUsage : `${options}\n\n${chaosUsage}`)
    return options === "help" ? 0 : 2
  }
  const startedAt = performance.now()
  const progress: Progress = { results: [], current: "Everything is started" }
  await inWorld(options, progress, (world) => runAll(world, options, progress))
  const results = addUp(progress.results)
  say(`\n${markdownTable(results)}\n`)
  say(`${Math.round((performance.now() - startedAt) / 1000)} s`)
  if (options.write) await writeTable(options.write, results, options.command)
  if (options.report) await writeReport(options.report, results)
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}

/** How far a run is. */
interface Progress {
  readonly results: FaultResult[]
  /** What is under way. */
  current: string
}

/** Starts a world, and ends it however the run ends. Asked to end, it reports how far it came. */
async function inWorld(
  options: ChaosOptions,
  progress: Progress,
  act: (world: World) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "grantway-chaos-"))
  const port = await findFreePorts(options.port, PORTS)
  const world = new World({
    ...{ port, folder, isLong: options.minutes > 0 },
    builds: [".", options.beside ?? "."],
  })
  process.once("exit", () => world.abandon())
  const end = async () => {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      const cut = untried(progress.current, "It was under way when the run was asked to end.")
      const told = options.report ? writeReport(options.report, [...progress.results, cut]) : undefined
      void Promise.allSettled([told, end()]).then(() => process.exit(130))
    })
  }
  try {
    await world.start()
    await act(world)
  } finally {
    await end()
  }
}

async function runAll(world: World, { only, minutes }: ChaosOptions, progress: Progress): Promise<void> {
  const chosen = faults.filter(({ name, onlyLong }) => name.includes(only) && (world.isLong || !onlyLong))
  const until = performance.now() + minutes * 60_000
  say(legend)
  do {
    if (!(await runEach(world, chosen, progress))) return
  } while (performance.now() < until)
  progress.current = "What remains when all is over"
  progress.results.push(await world.lookAtRemains())
}

/** Runs faults in turn. @returns false where one got stuck, and those after it were not tried. */
async function runEach(world: World, chosen: readonly Fault[], progress: Progress): Promise<boolean> {
  for (const [index, fault] of chosen.entries()) {
    const at = performance.now()
    progress.current = fault.name
    const result = await runFault(world, fault)
    progress.results.push(result)
    say(`${progressLine(result)} (${((performance.now() - at) / 1000).toFixed(1)} s)`)
    if (!result.isStuck) continue
    const rest = chosen.slice(index + 1)
    progress.results.push(...rest.map(({ name }) => untried(name, `It was not tried after: ${fault.name}.`)))
    return false
  }
  return true
}
