/**
 * What strangers cost who are refused: a thousand requests of each kind in ten seconds from one address, against the
 * production build, while one person publishes. Commands are counted; processor time and waiting are measured, and a
 * loaded machine makes both longer.
 *
 * `npm run bench:refusals -- --write docs/security.md`
 */
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"
import { startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { findFreePorts } from "../tests/chaos/free-ports"
import { fetchCsrf } from "../tests/soak/csrf"
import { isUp, type ProbedApp, spawnApp } from "../tests/soak/probed-app"
import { sendRaw } from "../tests/soak/raw-client"
import { type Stranger, strangersWith } from "../tests/soak/strangers"
import { writeBetweenMarks } from "./between-marks"
import { createPublisher, type PublishTimes } from "./refusals/publisher"
import { boundsOf, type RefusalRow, refusalTable } from "./refusals/table"

const { values } = parseArgs({
  options: { requests: { type: "string", default: "1000" }, write: { type: "string" } },
})
const requests = Number(values.requests)
const OVER_MS = 10_000
/** So many wait for an answer at once, at most: beyond it the stranger is slower than planned, and the row says so. */
const MAX_WAITING = 200
const LOOK_EVERY_MS = 250
const ADDRESS = "198.18.0.1"

const say = (line: string) => void process.stdout.write(`${line}\n`)

process.exit(await main())

async function main(): Promise<number> {
  const store = await startEmbeddedUpstash({ token: "bench" })
  const app = spawnApp(await findFreePorts(3_800, 1), store)
  process.once("exit", () => app.process.end())
  await app.process.ready(() => isUp(app))
  const publish = await createPublisher(app, store)
  const strangers = strangersWith(await fetchCsrf(app.port))
  for (const stranger of strangers) await flood(app, stranger, { count: 50, overMs: 1_000 })
  const quiet = await publish.during(() => wait(OVER_MS))
  const rows: RefusalRow[] = []
  for (const stranger of strangers) {
    rows.push(await measure(stranger))
    say(refusalTable(rows.slice(-1), quiet).split("\n").at(-1) ?? "")
  }
  const table = refusalTable(rows, quiet)
  say(`\n${table}`)
  if (values.write) await writeBetweenMarks(values.write, "npm run bench:refusals", table)
  const broken = rows.flatMap(boundsOf)
  for (const sentence of broken) say(sentence)
  return broken.length > 0 ? 1 : 0

  async function measure(stranger: Stranger): Promise<RefusalRow> {
    const before = await app.process.memory()
    const commandsBefore = store.stats().commands
    const idle = await commandsOfSilence()
    let flooded: Flooded | undefined
    let times: PublishTimes | undefined
    const peak = await peakDuring(app, async () => {
      times = await publish.during(async () => {
        flooded = await flood(app, stranger, { count: requests, overMs: OVER_MS })
      })
    })
    // Streams that were let in must have gone before the next kind.
    await wait(1_000)
    const after = await app.process.memory()
    if (!flooded || !times) throw new Error("Nothing was sent.")
    const commands = store.stats().commands - commandsBefore - idle.commands - times.commands
    return {
      ...{ kind: stranger.kind, requests, statuses: flooded.statuses, tookMs: flooded.tookMs },
      cpuMsPerRequest: ((after.cpuSeconds - before.cpuSeconds) * 1000) / requests,
      commandsPerRequest: Math.max(0, commands - idle.perSecond * (flooded.tookMs / 1000 + 1)) / requests,
      ...{ rssBefore: before.rss, rssPeak: peak, heapBefore: before.heapUsed, heapAfter: after.heapUsed },
      publish: times,
    }
  }

  /** What the process asks by itself. */
  async function commandsOfSilence(): Promise<{ commands: number; perSecond: number }> {
    const at = store.stats().commands
    await wait(2_000)
    const commands = store.stats().commands - at
    return { commands, perSecond: commands / 2 }
  }
}

interface Flooded {
  readonly statuses: ReadonlyMap<number, number>
  readonly tookMs: number
}

/** Sends so many requests, evenly over the time. */
async function flood(
  app: ProbedApp,
  { request }: Stranger,
  { count, overMs }: { count: number; overMs: number },
): Promise<Flooded> {
  const statuses = new Map<number, number>()
  const waiting = new Set<Promise<void>>()
  const startedAt = performance.now()
  for (let sent = 0; sent < count; sent += 1) {
    const early = startedAt + (sent * overMs) / count - performance.now()
    if (early > 0) await wait(early)
    if (waiting.size >= MAX_WAITING) await Promise.race(waiting)
    const answered = sendRaw(app.port, request(ADDRESS)).then((status) => {
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      waiting.delete(answered)
    })
    waiting.add(answered)
  }
  await Promise.all(waiting)
  return { statuses, tookMs: performance.now() - startedAt }
}

/** The most memory that the process has while something is done. */
async function peakDuring(app: ProbedApp, act: () => Promise<void>): Promise<number> {
  let peak = 0
  const timer = setInterval(async () => {
    peak = Math.max(peak, (await app.process.residentBytes()) ?? 0)
  }, LOOK_EVERY_MS)
  await act()
  clearInterval(timer)
  return peak
}
