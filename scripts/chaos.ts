/**
 * `npm run chaos`: two processes of the production build and one real redis-server, with everything going wrong
 * that can be made to. Without `--minutes` each fault happens once and briefly, as in `npm test`.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { addUp, type FaultResult } from "../tests/chaos/fault-result"
import { faults } from "../tests/chaos/faults/index"
import { type ChaosOptions, chaosUsage, readChaosOptions } from "../tests/chaos/options"
import { runFault } from "../tests/chaos/run-fault"
import { legend, markdownTable, progressLine, writeReport, writeTable } from "../tests/chaos/table"
import { World } from "../tests/chaos/world"

const say = (text: string) => process.stdout.write(`${text}\n`)

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const options = readChaosOptions(args)
  if (typeof options === "string") {
    say(options === "help" ? chaosUsage : `${options}\n\n${chaosUsage}`)
    return options === "help" ? 0 : 2
  }
  const startedAt = performance.now()
  const results = await inWorld(options, (world) => runAll(world, options))
  say(`\n${markdownTable(results)}\n`)
  say(`${Math.round((performance.now() - startedAt) / 1000)} s`)
  if (options.write) await writeTable(options.write, results, options.command)
  if (options.report) await writeReport(options.report, results)
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}

/** Starts a world, and ends it however the run ends, also on Ctrl+C. */
async function inWorld<Value>(options: ChaosOptions, act: (world: World) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "grantway-chaos-"))
  const world = new World({ port: options.port, folder, isLong: options.minutes > 0 })
  const end = async () => {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void end().finally(() => process.exit(130)))
  }
  try {
    await world.start()
    return await act(world)
  } finally {
    await end()
  }
}

async function runAll(world: World, { only, minutes }: ChaosOptions): Promise<FaultResult[]> {
  const chosen = faults.filter(({ name, onlyLong }) => name.includes(only) && (world.isLong || !onlyLong))
  const results: FaultResult[] = []
  const until = performance.now() + minutes * 60_000
  say(legend)
  do {
    for (const fault of chosen) {
      const at = performance.now()
      const result = await runFault(world, fault)
      results.push(result)
      say(`${progressLine(result)} (${((performance.now() - at) / 1000).toFixed(1)} s)`)
    }
  } while (performance.now() < until)
  return addUp([...results, await world.lookAtRemains()])
}
