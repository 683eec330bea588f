/** How often one may post what the app's own pages post, and what whoever does it more often costs Redis. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { ACT_RATE } from "@/lib/auth/active-person"
import { endSession } from "@/lib/auth/ended-sessions"
import { countUntilLimited, inGroups } from "./in-groups"
import { forgedCookie } from "./refusal-count"
import { cookieOf, isByTheClock, type Sent, send, startRefusalWorld, team } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

const nowhere = "6f0d1c51-8a0b-4f43-9d0e-0d6d5a3a7c11"
const forms: ReadonlyArray<[path: string, body: object]> = [
  ["/api/wave", { to: "bea" }],
  ["/api/notifications/mark-read", { upTo: "1-0" }],
  ["/api/announce", { text: "x" }],
  ["/api/admin/role", { id: "bea", role: "admin" }],
  ["/api/admin/team", { id: "bea", teamId: "red", change: "add" }],
  ["/api/admin/verification", { id: "bea" }],
  ["/api/admin/suspension", { id: "bea", change: "suspend" }],
  ["/api/admin/kick", { connection: nowhere }],
  ["/api/admin/end-connections", { id: "bea" }],
  ["/api/admin/notice", { text: "x" }],
  ["/api/keys", { name: "Machine", scope: [team("red", ["read"])] }],
  ["/api/keys/revoke", { id: "unknown" }],
]
const role = { id: "bea", role: "admin" }

/** The names of the commands that something costs, without those that the process sends by the clock. */
async function costOf(act: () => Promise<unknown>): Promise<string[]> {
  const seen = await world.monitor.during(act)
  return seen.filter((command) => !isByTheClock(command)).map(({ words }) => words[0] ?? "")
}

async function statusOf(path: string, body: object, as: Sent["as"]): Promise<number> {
  return (await send(path, { body, as })).status
}

test("S-13 forms are posted so often per person, all of them together, and more costs nothing", async () => {
  const as = await cookieOf("ben")
  const allowed = await countUntilLimited(() => send("/api/admin/role", { body: role, as }), { status: 403 })
  expect(allowed).toBeGreaterThanOrEqual(ACT_RATE.max)
  expect(allowed).toBeLessThan(2 * ACT_RATE.max)
  for (const [path, body] of forms) {
    // When a minute of the clock is over, there is room for one after the other.
    await vi.waitFor(async () => {
      const cost = await costOf(async () => {
        const refused = await send(path, { body, as: await cookieOf("ben") })
        expect(refused.status, path).toBe(429)
        const { code, retryAfter } = await refused.json()
        expect(code).toBe("RATE_LIMITED")
        expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
      })
      expect(cost, path).toEqual([])
    }, 10_000)
  }
  expect(await statusOf("/api/wave", { to: "ben" }, await cookieOf("bea")), "another person").toBe(204)
}, 120_000)

test("S-13 a form of a session that was ended uses up nothing of its person's, and one of nobody costs nothing", async () => {
  const session = randomUUID()
  await endSession(session)
  const kept = await cookieOf("ben2", session)
  const answers = await inGroups(ACT_RATE.max + 20, () => statusOf("/api/admin/role", role, kept))
  expect([...new Set(answers)]).toEqual([401])
  expect(await statusOf("/api/admin/role", role, await cookieOf("ben2")), "the rules are asked").toBe(403)
  for (const as of [{}, forgedCookie]) {
    const cost = await costOf(() => inGroups(20, () => statusOf("/api/admin/role", role, as)))
    expect(cost).toEqual([])
  }
}, 120_000)

test("S-13 counting rides along: a form costs the one command that it cost before", async () => {
  const as = await cookieOf("una")
  await statusOf("/api/wave", { to: "bea" }, as)
  expect(await costOf(() => statusOf("/api/wave", { to: "bea" }, as))).toEqual(["EVALSHA"])
})
