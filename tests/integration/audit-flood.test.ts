/** Floods of attempts, and what it costs to write them down: counted by Redis itself. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { adminAction, auditEntry, channels } from "@/lib/channels"
import { flushAttempts, realtime } from "@/lib/realtime"
import type { Channel } from "@/lib/sock8/core/tree"
import { bearer, cookieOf, isByTheClock, isOfLog, send, startRefusalWorld, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

/** So many attempts, a hundred at a time as if from the network, between which timers run. */
async function flood(attempts: number, one: () => Promise<Response>, status: number): Promise<void> {
  for (let sent = 0; sent < attempts; sent += 100) {
    const wave = Array.from({ length: 100 }, one)
    for (const answer of await Promise.all(wave)) expect(answer.status).toBe(status)
    await new Promise((go) => setImmediate(go))
  }
}

async function readAll(channel: Channel): Promise<unknown[]> {
  const all: unknown[] = []
  for (let before: string | undefined | null; before !== null; ) {
    const page = await realtime.history.readBefore(channel, { before, limit: 200 })
    all.unshift(...page.messages.map(({ data }) => data))
    before = page.next
  }
  return all
}

const sum = (entries: ReadonlyArray<{ count: number }>) => entries.reduce((all, { count }) => all + count, 0)

test("S-6 a flood costs a few commands, displaces nothing that an admin or another member did, and is counted whole", async () => {
  const ben = bearer(await tokenOf("ben"))
  const bea = bearer(await tokenOf("bea"))
  const forbidden = { channel: "team.blue.chat", data: { text: "x" } }
  // Redis learns the script of publishing, which else would be one command more.
  await send("/api/admin/verification", { as: await cookieOf("ada"), body: { id: "una" } })
  await send("/api/channels/publish", { as: bea, body: forbidden })
  const seen = await world.monitor.during(async () => {
    await flood(2_000, () => send("/api/channels/authenticate", { method: "POST" }), 401)
    await flood(2_000, () => send("/api/channels/publish", { as: ben, body: forbidden }), 403)
    await flushAttempts()
  })
  const log = seen.filter(isOfLog)
  process.stdout.write(`4,000 refused attempts: ${log.length} commands of the logs\n`)
  expect(log.length).toBeGreaterThan(0)
  // Two logs, each with the first attempts and the rest; a minute may end meanwhile.
  expect(log.length).toBeLessThanOrEqual(12)
  expect(seen.filter((command) => !isByTheClock(command))).toEqual([])

  const deeds = (await readAll(channels.admin.actions)).map((data) => adminAction.parse(data).deed)
  expect(deeds).toEqual(["verify una", "verified the e-mail of una"])
  const people = (await readAll(channels.admin.logs)).map((data) => auditEntry.parse(data))
  const refusedOf = (person: string) =>
    people.filter((entry) => entry.person === person && entry.code === "FORBIDDEN_CHANNEL")
  expect(sum(refusedOf("ben"))).toBe(2_000)
  expect(refusedOf("ben").length).toBeLessThanOrEqual(2 * 31)
  expect(sum(refusedOf("bea"))).toBe(1)
  const anonymous = (await readAll(channels.admin.anonymous)).map((data) => auditEntry.parse(data))
  expect(sum(anonymous)).toBe(2_000)
  expect(anonymous.length).toBeLessThanOrEqual(2 * 3)
})
