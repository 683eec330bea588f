/** What the terminal says when the app has started. */
import type { Env } from "./env"
import { DEMO_PASSWORD, demoPeople } from "./people/demo-people"

/** The address, what is only good for one's own machine, and whom to sign in as: a few aligned lines. */
export function welcome(settings: Env, { isRedisEmbedded }: { isRedisEmbedded: boolean }): string {
  const rows: string[][] = [["Grantway", addressOf(settings)]]
  if (isRedisEmbedded) rows.push(["Redis", redisRemark(settings)])
  if (isInClear(settings))
    rows.push(["Cookies", "travel unencrypted: NEXTAUTH_URL does not begin with https://"])
  const blocks = [aligned(rows)]
  if (settings.demoPeople) {
    const people = aligned(demoPeople.map(({ email, name, about }) => [email, name, about]))
    blocks.push([`Sign in as, with the password ${DEMO_PASSWORD}`, ...people])
  }
  return `\n${blocks.map((lines) => lines.map((line) => `  ${line}\n`).join("")).join("\n")}\n`
}

function addressOf({ NEXTAUTH_URL, PORT }: Env): string {
  return NEXTAUTH_URL ?? `http://localhost:${PORT ?? 3000}`
}

function redisRemark({ REDIS_URL }: Env): string {
  return REDIS_URL ? "the one of REDIS_URL" : "embedded: empty at each start, one machine only"
}

function isInClear({ strict, secureCookies, NEXTAUTH_URL }: Env): boolean {
  const host = NEXTAUTH_URL ? new URL(NEXTAUTH_URL).hostname : "localhost"
  return strict && !secureCookies && !["localhost", "127.0.0.1", "[::1]"].includes(host)
}

/** Rows of a table as lines: each column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(width(column)))
      .join("  ")
      .trimEnd(),
  )
}
