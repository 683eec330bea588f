/** Runs one fault: talk, break, hold, mend, and wait until everything is whole; then the oracle judges. */
import { setTimeout as wait } from "node:timers/promises"
import type { Fault } from "./fault"
import type { FaultResult } from "./fault-result"
import type { Verdict } from "./oracle"
import { LateError, within } from "./within"
import type { World } from "./world"

/** Far above the longest wait of a client: patient ones wait for 30 s. */
const WHOLE_WITHIN_MS = { short: 60_000, long: 90_000 }
/** The same for a fault to happen and to be undone. */
const HAPPEN_WITHIN_MS = { short: 60_000, long: 300_000 }

/** Runs it. Never throws, and always ends: what goes wrong is in the result. */
export async function runFault(world: World, fault: Fault): Promise<FaultResult> {
  const { crowd, oracle, signs } = world
  const length = world.isLong ? "long" : "short"
  const wholeWithinMs = WHOLE_WITHIN_MS[length]
  const inTime = (promise: Promise<void>, what: string) => within(promise, what, HAPPEN_WITHIN_MS[length])
  oracle.forget()
  for (const publisher of crowd.publishers) publisher.takeStory()
  signs.clear()
  const failures: string[] = []
  let isStuck = false
  const attempt = async (act: () => Promise<void>) => {
    await act().catch((error: unknown) => {
      failures.push(error instanceof Error ? error.message : String(error))
      isStuck ||= error instanceof LateError
    })
  }
  const before = crowd.publishers.map(({ acknowledged }) => acknowledged)
  crowd.resume()
  await attempt(() =>
    world.until("everybody has said something", () =>
      crowd.publishers.every(({ acknowledged }, index) => acknowledged > (before[index] ?? 0) + 1),
    ),
  )
  // The fault before this one has left something broken.
  isStuck = failures.length > 0

  const brokenAt = performance.now()
  let mendedAt = brokenAt
  let wholeMs: number | undefined
  const happen = async () => {
    const undo = await fault.inject(world)
    await wait(fault.holdMs?.[length] ?? 0)
    mendedAt = performance.now()
    await undo()
  }
  if (!isStuck) await attempt(() => inTime(happen(), "the fault happened and was undone"))
  await attempt(async () => {
    await within(crowd.pause(), "what was being said is acknowledged", wholeWithinMs)
    await crowd.lastWord(wholeWithinMs)
    wholeMs = performance.now() - mendedAt
  })
  const noticedMs = signs.after(brokenAt)
  const verdict = oracle.judge({ mayRepeat: fault.mayRepeat ?? false })
  const stories = crowd.publishers.map((publisher) => publisher.takeStory())
  const mend = async () => fault.afterwards?.(world)
  await attempt(() => inTime(mend(), "all was ready for the next fault"))
  return {
    ...{ name: fault.name, times: 1, verdict, noticedMs, wholeMs, isStuck },
    slowestPublishMs: Math.max(...stories.map(({ slowestMs }) => slowestMs)),
    refusedPublishes: stories.reduce((sum, { statuses }) => sum + countRefused(statuses), 0),
    failures: [...failures, ...faultsOf(verdict, fault)],
  }
}

function faultsOf(verdict: Verdict, { gaps }: Fault): string[] {
  const wrong = (["lost", "twice", "disordered", "leaks", "forged"] as const).filter(
    (name) => verdict[name] > 0,
  )
  const sentences = wrong.map((name) => `${verdict[name]} ${name}`)
  if (gaps === "none" && verdict.gaps > 0)
    sentences.push(`${verdict.gaps} gaps told where nothing was missing`)
  if (verdict.delivered === 0) sentences.push("nothing was delivered, so nothing was tried")
  return [...sentences, ...verdict.examples]
}

function countRefused(statuses: Readonly<Record<number, number>>): number {
  return Object.entries(statuses).reduce((sum, [status, count]) => sum + (status === "200" ? 0 : count), 0)
}
