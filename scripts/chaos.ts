/**
 * `npm run chaos`: two processes of the production build and one real redis-server, with everything going wrong
 * that can be made to. Without `--minutes` each fault happens once and briefly, as in `npm test`.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { faults } from "../tests/chaos/faults/index"
import { type FaultResult, runFault } from "../tests/chaos/run-fault"
import { markdownTable, progressLine } from "../tests/chaos/table"
import { World } from "../tests/chaos/world"

const usage = `Usage: npm run chaos -- [--minutes 10] [--only text] [--write docs/reliability.md]

  --minutes  Long faults and patient clients, again and again for so long (default: each fault once, briefly)
  --only     Only faults whose name contains this
  --write    Write the table into the marked part of this file
  --port     The first of eight ports (default 3600)
`

const say = (text: string) => process.stdout.write(`${text}\n`)

process.exitCode = await main(process.argv.slice(2))

async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: "string" },
      only: { type: "string", default: "" },
      write: { type: "string" },
      port: { type: "string", default: "3600" },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    say(usage)
    return 0
  }
  const minutes = values.minutes === undefined ? 0 : Number(values.minutes)
  const folder = await mkdtemp(join(tmpdir(), "grantway-chaos-"))
  const world = new World({ port: Number(values.port), folder, isLong: minutes > 0 })
  const results: FaultResult[] = []
  const startedAt = performance.now()
  try {
    await world.start()
    say(`acknowledged / delivered / lost / twice / out of order / gaps told`)
    for (const fault of faults) {
      if (!fault.name.includes(values.only) || (fault.onlyLong && !world.isLong)) continue
      const at = performance.now()
      const result = await runFault(world, fault)
      results.push(result)
      say(`${progressLine(result)} (${((performance.now() - at) / 1000).toFixed(1)} s)`)
    }
  } finally {
    await world.stop()
    await rm(folder, { recursive: true, force: true })
  }
  say(`\n${markdownTable(results)}\n`)
  say(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  return results.some(({ failures }) => failures.length > 0) ? 1 : 0
}
