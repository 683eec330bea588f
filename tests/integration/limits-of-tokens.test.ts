/** How often somebody may ask for a token: as themselves, whatever session or tab they ask from. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { endSession } from "@/lib/auth/ended-sessions"
import { TOKEN_RATE } from "@/lib/sock8/server/authenticate"
import { countUntilLimited, inGroups } from "./in-groups"
import { cookieOf, send, startRefusalWorld } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

const paths = ["/api/channels/authenticate", "/api/realtime-token"]

/** Asks so many times, by both addresses in turn. Answers the statuses that came, each once. */
async function askTimes(times: number, as: { cookie: string }): Promise<number[]> {
  const answers = await inGroups(times, (n) => send(paths[n % 2] ?? "", { method: "POST", as }))
  return [...new Set(answers.map(({ status }) => status))]
}

test("tokens are limited per person, over both addresses and all sessions, and Retry-After says when to ask again", async () => {
  const sessions = [await cookieOf("ben"), await cookieOf("ben")]
  let asked = 0
  const allowed = await countUntilLimited(() => {
    asked += 1
    return send(paths[asked % 2] ?? "", { method: "POST", as: sessions[asked % 3 ? 0 : 1] })
  })
  expect(allowed).toBeGreaterThanOrEqual(TOKEN_RATE.max)
  expect(allowed).toBeLessThan(2 * TOKEN_RATE.max)
  for (const path of paths) {
    const refused = await send(path, { method: "POST", as: await cookieOf("ben") })
    const { code, retryAfter } = await refused.json()
    expect([refused.status, code]).toEqual([429, "RATE_LIMITED"])
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(2 * TOKEN_RATE.perSeconds)
  }
  expect(await askTimes(2, await cookieOf("bea")), "another person").toEqual([200])
})

test("a session that was ended uses up nothing of its person's tokens", async () => {
  const session = randomUUID()
  const kept = await cookieOf("ben2", session)
  expect(await askTimes(2, kept)).toEqual([200])
  await endSession(session)
  expect(await askTimes(TOKEN_RATE.max + 20, kept)).toEqual([401])
  expect(await askTimes(2, await cookieOf("ben2"))).toEqual([200])
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
