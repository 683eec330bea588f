/** Counts what refused attempts cost, and keeps the table of it. */
import { expect } from "vitest"
import type { ErrorCode } from "@/lib/sock8/core/errors"
import type { RedisMonitor } from "./redis-monitor"
import { isByTheClock, type Sent, send } from "./refusal-world"

interface Refused {
  readonly endpoint: string
  readonly code: ErrorCode
  readonly most: number
  readonly commands: number
}

const table: Refused[] = []

/**
 * Sends one attempt twice, since the first may teach Redis a script, and counts the second. Expects its code,
 * and at most so many commands.
 */
export async function countRefused(
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
export function printTable(): void {
  const lines = table.map(({ endpoint, code, most, commands }) =>
    [endpoint.padEnd(34), code.padEnd(22), String(commands).padStart(2), `of at most ${most}`].join(" "),
  )
  process.stdout.write(`${["Redis commands per refused attempt", ...new Set(lines)].join("\n")}\n`)
}
