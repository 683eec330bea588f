/**
 * `npm run soak`: the production build over the embedded Redis under clients that come and leave in every bad way.
 * What it holds is looked at after a warm-up, during the load and after it; what does not come back fails the run.
 */
import { writeFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { findFreePorts } from "../tests/chaos/free-ports"
import { Churn, type Done } from "../tests/soak/churn"
import { fillHeads } from "../tests/soak/fill-heads"
import { readSoakOptions, type SoakOptions, soakUsage } from "../tests/soak/options"
import { compareRest, type Finding, inMb, judgeLoad, type Sample } from "../tests/soak/sample"
import { PORTS, SoakWorld } from "../tests/soak/soak-world"

/** Enough for every cache and pool to have been used: each kind of client and of request several times. */
const WARM_UP = { streams: 60, requests: 100 }
const WARM_UP_MS = 20_000
/** What the load is at least, however short it is: a leak has to show. */
const LOAD = { streams: 100, requests: 100 }
/** A channel is kept for half a minute after its last client left, and its subscription for as long. */
const REST_AT_LEAST_MS = 40_000
/** Longer than a lease, and than a socket that nobody reads. */
const REST_WITHIN_MS = 150_000
const LOOK_AGAIN_MS = 10_000
const LOOKS = 12

const say = (text: string) => process.stdout.write(`${text}\n`)

process.exit(await main(process.argv.slice(2)))

async function main(args: readonly string[]): Promise<number> {
  const options = readSoakOptions(args)
  if (typeof options === "string") {
    say(options === "help" ? soakUsage : `${options}\n\n${soakUsage}`)
    return options === "help" ? 0 : 2
  }
  const world = await SoakWorld.start(await findFreePorts(options.port, PORTS))
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130))
  process.once("exit", () => world.end())
  const findings = await soak(world, options)
  for (const { name, failures } of findings) {
    say(`${failures.length === 0 ? "ok  " : "FAIL"} ${name}`)
    for (const sentence of failures) say(`       ${sentence}`)
  }
  // The form that the chaos suite reports in: one entry for each thing that was looked at.
  if (options.report) await writeFile(options.report, JSON.stringify({ faults: findings }))
  return findings.some(({ failures }) => failures.length > 0) ? 1 : 0
}

async function soak(world: SoakWorld, { minutes }: SoakOptions): Promise<Finding[]> {
  const churn = new Churn(world)
  await fillHeads(world)
  await churn.run(WARM_UP_MS, WARM_UP)
  const before = await rest(world, churn)
  const loadMs = minutes * 60_000
  const during: Sample[] = []
  const looking = setInterval(async () => {
    const look = await world.sample(churn.clients, false).catch(() => undefined)
    if (look) during.push(look)
    if (look) say(line(look))
  }, loadMs / LOOKS)
  await churn.run(loadMs, LOAD)
  clearInterval(looking)
  const after = await rest(world, churn, before)
  return [...judgeWork(world, churn.done), ...judgeLoad(before, during), ...compareRest(before, after)]
}

/** Waits until nothing is left of the load, or for as long as that may take, and tells what is there then. */
async function rest(world: SoakWorld, churn: Churn, before?: Sample): Promise<Sample> {
  const until = performance.now() + REST_WITHIN_MS
  await wait(REST_AT_LEAST_MS)
  for (;;) {
    const look = await world.sample(churn.clients, true)
    say(line(look))
    const isBack = before
      ? compareRest(before, look).every(({ failures }) => failures.length === 0)
      : look.leases === 0 && look.queued === 0
    if (isBack || performance.now() > until || !world.isRunning) return look
    await wait(LOOK_AGAIN_MS)
  }
}

/** A soak in which nothing happened must not pass. */
function judgeWork(world: SoakWorld, { opened, refused, messages, strangers }: Done): Finding[] {
  say(`${opened} streams, ${refused} refused, ${messages} messages, ${strangers} requests of strangers`)
  const failures = [
    ...(world.isRunning ? [] : [`A process ended: ${world.complaint}`]),
    ...(opened < 150 ? [`Only ${opened} streams were opened.`] : []),
    ...(refused > opened / 20 ? [`${refused} streams of people were refused, and ${opened} opened.`] : []),
  ]
  return [{ name: "People get in, and the process lives", failures }]
}

function line(sample: Sample): string {
  const { at, clients, readingNothing, heap, code, buffers, rss, descriptors, leases, queued, sockets } =
    sample
  const memory = `heap ${inMb(heap)}, code ${inMb(code)}, buffers ${inMb(buffers)}, rss ${inMb(rss)}`
  const kernel = `${sockets} sockets, ${inMb(queued ?? 0)} queued`
  return `${at} s: ${clients} clients (${readingNothing} read nothing), ${memory}, ${descriptors} descriptors, ${leases} leases, ${kernel}`
}
