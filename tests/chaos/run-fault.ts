/** Runs one fault: talk, break, hold, mend, and wait until everything is whole; then the oracle judges. */
import { setTimeout as wait } from "node:timers/promises"
import type { Fault } from "./fault"
import type { FaultResult } from "./fault-result"
import type { Verdict } from "./oracle"
import type { World } from "./world"

/** Far above the longest wait of a patient client, 30 s. */
const WHOLE_WITHIN_MS = 90_000

/** Runs it. Never throws: what goes wrong is in the result. */
export async function runFault(world: World, fault: Fault): Promise<FaultResult> {
  const { crowd, oracle, signs } = world
  oracle.forget()
  for (const publisher of crowd.publishers) publisher.takeStory()
  signs.clear()
  const failures: string[] = []
  const attempt = async (act: () => Promise<void>) => {
    await act().catch(
      (error: unknown) => void failures.push(error instanceof Error ? error.message : String(error)),
    )
  }
  const before = crowd.publishers.map(({ acknowledged }) => acknowledged)
  crowd.resume()
  await attempt(() =>
    world.until("everybody has said something", () =>
      crowd.publishers.every(({ acknowledged }, index) => acknowledged > (before[index] ?? 0) + 1),
    ),
  )

  const brokenAt = performance.now()
  let mendedAt = brokenAt
  let wholeMs: number | undefined
  await attempt(async () => {
    const undo = await fault.inject(world)
    await wait(fault.holdMs?.[world.isLong ? "long" : "short"] ?? 0)
    mendedAt = performance.now()
    await undo()
  })
  await attempt(async () => {
    await within(crowd.pause(), "what was being said is acknowledged")
    await crowd.lastWord(WHOLE_WITHIN_MS)
    wholeMs = performance.now() - mendedAt
  })
  const noticedMs = signs.after(brokenAt)
  const verdict = oracle.judge({ mayRepeat: fault.mayRepeat ?? false })
  const stories = crowd.publishers.map((publisher) => publisher.takeStory())
  await attempt(async () => fault.afterwards?.(world))
  return {
    ...{ name: fault.name, times: 1, verdict, noticedMs, wholeMs },
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

/** A promise that may never be kept must not stop the run. */
async function within(promise: Promise<void>, what: string): Promise<void> {
  const patience = new AbortController()
  const tooLate = wait(WHOLE_WITHIN_MS, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`It did not come true within ${WHOLE_WITHIN_MS / 1000} s that ${what}.`)
  })
  await Promise.race([promise, tooLate]).finally(() => patience.abort())
}
