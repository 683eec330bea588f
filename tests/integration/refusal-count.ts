/** Counts what refused attempts cost, and keeps the table of it. */
import { afterAll, beforeAll, expect } from "vitest"
import type { ErrorCode } from "@/lib/sock8/core/errors"
import { roomInThisMinute } from "./minute"
import type { RedisMonitor } from "./redis-monitor"
import { isByTheClock, type Sent, send, startRefusalWorld } from "./refusal-world"

interface Refused {
  readonly endpoint: string
  readonly code: ErrorCode
  readonly most: number
  readonly commands: number
}

const table: Refused[] = []

/** Starts the world for the tests of one file, and prints the table when they are done. Answers how to count. */
export function startRefusalCounts() {
  let world: Awaited<ReturnType<typeof startRefusalWorld>>
  beforeAll(async () => {
    world = await startRefusalWorld()
  })
  afterAll(async () => {
    printTable()
    await world.stop()
  })
  return (path: string, sent: Sent, code: ErrorCode, most: number) =>
    countRefused(world.monitor, path, { sent, code, most })
}

/**
 * Sends one attempt twice, since the first may teach Redis a script, and counts the second. Expects its code,
 * and at most so many commands.
 */
async function countRefused(
  monitor: RedisMonitor,
  path: string,
  { sent, code, most }: { sent: Sent; code: ErrorCode; most: number },
): Promise<void> {
  const [route = ""] = path.split("?")
  const endpoint = `${sent.method ?? (sent.body === undefined ? "GET" : "POST")} ${route}`
  await send(path, sent)
  const seen = await monitor.during(async () => {
    const answer = await send(path, sent)
    expect((await answer.json()).code, `${endpoint}: ${code}`).toBe(code)
  })
  const commands = seen.filter((command) => !isByTheClock(command))
  table.push({ endpoint, code, most, commands: commands.length })
  const names = commands.map(({ words }) => words.slice(0, 5).join(" "))
  expect.soft(names.length, `${endpoint}: ${code}\n${names.join("\n")}`).toBeLessThanOrEqual(most)
}

/** The table so far: one line for each endpoint, code and cost. */
function printTable(): void {
  const lines = table.map(({ endpoint, code, most, commands }) =>
    [endpoint.padEnd(34), code.padEnd(22), String(commands).padStart(2), `of at most ${most}`].join(" "),
  )
  process.stdout.write(`${["Redis commands per refused attempt", ...new Set(lines)].join("\n")}\n`)
}

/** Decided by form or signature, or by what Redis knows. */
export const FREE = 0
export const ASKED = 2

/** The cookie of nobody, and the page of another site. */
export const forgedCookie = { cookie: "next-auth.session-token=eyJhbGciOiJkaXIifQ..a.b.c" }
export const elsewhere = { origin: "https://evil.example" }

/**
 * Sends bursts until one has too many attempts: one after the other they might take longer than the window. So small that
 * no command waits for so long that it is given up, and comes to Redis after its request was answered.
 */
export async function exhaust(path: string, sent: Sent): Promise<void> {
  await roomInThisMinute()
  for (let isOver = false; !isOver; ) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(path, sent)))
    const refusals = await Promise.all(answers.filter(({ ok }) => !ok).map((answer) => answer.json()))
    // Not too many that are open: too many attempts.
    isOver = refusals.some(({ code, detail }) => code === "RATE_LIMITED" || /attempts/.test(detail))
  }
}
