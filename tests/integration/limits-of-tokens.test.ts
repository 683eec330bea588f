/** How often somebody may ask for a token: as themselves, whatever session or tab they ask from. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { endSession } from "@/lib/auth/ended-sessions"
import { TOKEN_RATE } from "@/lib/sock8/server/authenticate"
import { roomInThisMinute } from "./minute"
import { cookieOf, send, startRefusalWorld } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
beforeEach(() => roomInThisMinute())
afterAll(() => world.stop())

const paths = ["/api/channels/authenticate", "/api/realtime-token"]

/** Asks so many times at once, by both addresses in turn. Answers how often each status came. */
async function askTimes(times: number, as: { cookie: string }): Promise<Record<number, number>> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, n) => send(paths[n % 2] ?? "", { method: "POST", as })),
  )
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

test("tokens are limited per person, over both addresses and all sessions, and Retry-After says when to ask again", async () => {
  expect(await askTimes(TOKEN_RATE.max, await cookieOf("ben"))).toEqual({ 200: TOKEN_RATE.max })
  for (const path of paths) {
    const refused = await send(path, { method: "POST", as: await cookieOf("ben") })
    const { code, retryAfter } = await refused.json()
    expect([refused.status, code]).toEqual([429, "RATE_LIMITED"])
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(2 * TOKEN_RATE.perSeconds)
  }
  expect(await askTimes(2, await cookieOf("bea")), "another person").toEqual({ 200: 2 })
})

test("a session that was ended uses up nothing of its person's tokens", async () => {
  const session = randomUUID()
  const kept = await cookieOf("ben2", session)
  expect(await askTimes(2, kept)).toEqual({ 200: 2 })
  await endSession(session)
  expect(await askTimes(TOKEN_RATE.max + 20, kept)).toEqual({ 401: TOKEN_RATE.max + 20 })
  expect(await askTimes(2, await cookieOf("ben2"))).toEqual({ 200: 2 })
})

test("counting rides along: a token costs the two commands that it cost before", async () => {
  const as = await cookieOf("ada")
  await askTimes(1, as)
  const seen = await world.monitor.during(() => askTimes(1, as))
  expect(seen.map(({ words }) => words[0]?.toLowerCase()).filter((word) => word !== "ping")).toEqual([
    "evalsha",
    "mget",
  ])
})
