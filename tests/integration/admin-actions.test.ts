/** The log of what admins do: nothing is done that is not in it, whatever happens to the process or to Redis. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { isAdmin } from "@/lib/administration/admin-rules"
import { type ActionRecord, actionsRecorded, recordAction } from "@/lib/audit/admin-actions"
import { lostEntry } from "@/lib/audit/attempt-entry"
import { adminAction, auditEntry, channels } from "@/lib/channels"
import { readPerson } from "@/lib/people/people"
import { realtime } from "@/lib/realtime"
import { redis } from "@/lib/redis/redis"
import { codeOf } from "@/lib/sock8/server/problem"
import { bearer, cookieOf, keyOf, resetPeople, send, startRefusalWorld, team, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
beforeEach(() => resetPeople())
afterAll(() => world.stop())

const LOG = "grantway:log:admin.actions"

async function readActions(limit = 200) {
  const { messages } = await realtime.history.readBefore(channels.admin.actions, { before: undefined, limit })
  return messages.map(({ data, from }) => ({ ...adminAction.parse(data), by: from?.id }))
}

/** A connection of Ben's. */
async function openOfBen(): Promise<string> {
  await send("/api/realtime?channel=team.red.chat", { as: bearer(await tokenOf("ben")) })
  const open = (await realtime.leases.list()).filter(({ identity }) => identity === "ben")
  return open.at(-1)?.id ?? ""
}

const scope = team("red", ["read"])
const endpoints: ReadonlyArray<[string, () => Promise<object> | object, string]> = [
  ["/api/admin/role", () => ({ id: "ben", role: "admin" }), "made ben an admin"],
  ["/api/admin/team", () => ({ id: "ben", teamId: "blue", change: "add" }), "added ben to blue"],
  ["/api/admin/verification", () => ({ id: "una" }), "verified the e-mail of una"],
  ["/api/admin/suspension", () => ({ id: "ben", change: "suspend" }), "suspended ben"],
  ["/api/admin/kick", async () => ({ connection: await openOfBen() }), "kicked"],
  ["/api/admin/end-connections", () => ({ id: "ben" }), "connections of ben"],
  ["/api/announce", () => ({ text: "x" }), "announced to acme"],
  ["/api/admin/notice", () => ({ text: "x" }), "told every visitor"],
  ["/api/keys", () => ({ name: "Machine", scope: [scope] }), "made the key"],
  ["/api/keys/revoke", async () => ({ id: (await keyOf(scope)).id }), "revoked the key"],
]

describe.each(endpoints)("%s", (path, bodyOf, deed) => {
  test("S-6 is recorded when it begins, and what came of it before the answer", async () => {
    const [as, body] = [await cookieOf("ada"), await bodyOf()]
    const before = (await readActions()).length
    expect((await send(path, { as, body })).ok).toBe(true)
    const [begun, done, ...others] = (await readActions()).slice(before)
    expect(others).toEqual([])
    expect(begun).toMatchObject({ state: "begun", by: "ada", orgId: "acme" })
    expect(done).toMatchObject({
      state: "done",
      by: "ada",
      id: begun?.id,
      deed: expect.stringContaining(deed),
    })
  })

  test("S-6 what cannot be recorded is not done", async () => {
    const [as, body] = [await cookieOf("ada"), await bodyOf()]
    await redis().del(LOG)
    await redis().set(LOG, "of another kind")
    const before = await stateOfAll()
    expect((await send(path, { as, body })).status).toBe(503)
    expect(await stateOfAll()).toEqual(before)
    await redis().del(LOG)
  })
})

test.each([
  ["/api/announce", "grantway:log:org.acme.announcements"],
  ["/api/admin/notice", "grantway:log:lobby"],
])("%s says once what is sent again under its id, and no other words under it", async (path, log) => {
  const id = crypto.randomUUID()
  const before = await redis().xlen(log)
  const say = async (body: object, as = "ada") => (await send(path, { as: await cookieOf(as), body })).status
  expect(await say({ text: "once", id })).toBe(204)
  expect(await say({ text: "once", id })).toBe(204)
  expect(await redis().xlen(log)).toBe(before + 1)
  expect(await say({ text: "other", id })).toBe(409)
  expect(await say({ text: "once", id: "a b" })).toBe(400)
  expect(await redis().xlen(log)).toBe(before + 1)
  expect(await say({ text: "once", id: crypto.randomUUID() })).toBe(204)
  expect(await redis().xlen(log)).toBe(before + 2)
})

/** What an admin can change, as it lies in Redis. */
async function stateOfAll(): Promise<unknown> {
  const names = ["ben", "una"].map((id) => `grantway:person:${id}`)
  const logs = ["org.acme.announcements", "lobby"].map((channel) => `grantway:log:${channel}`)
  return Promise.all([
    ...names.map((key) => redis().get(key)),
    ...logs.map((key) => redis().xlen(key)),
    redis().zrange("grantway:api-keys:acme", 0, -1),
    redis()
      .keys("grantway:revoked:*")
      .then((keys) => keys.sort()),
    realtime.leases.list().then((open) => open.map(({ id }) => id).sort()),
  ])
}

/** The record of something that Ada does. */
async function recordOfAda(deed: string): Promise<ActionRecord> {
  const ada = await readPerson("ada")
  if (!isAdmin(ada)) throw new Error("Ada is no admin.")
  const request = new Request("http://app.example/api/admin/x", { method: "POST" })
  return recordAction({ request, admin: ada, deed, channels: () => [] })
}

test("S-6 two admins who demote each other at the same moment: what was refused is an attempt, or is recorded as refused", async () => {
  await send("/api/admin/role", { as: await cookieOf("ada"), body: { id: "ben", role: "admin" } })
  const before = (await readActions()).length
  const [ada, ben] = [await cookieOf("ada"), await cookieOf("ben")]
  const answers = await Promise.all([
    send("/api/admin/role", { as: ada, body: { id: "ben", role: "member" } }),
    send("/api/admin/role", { as: ben, body: { id: "ada", role: "member" } }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 403])
  const entries = (await readActions()).slice(before)
  const outcomes = entries.filter(({ state }) => state !== "begun")
  expect(outcomes.filter(({ state }) => state === "done").length).toBe(1)
  for (const { id } of entries.filter(({ state }) => state === "begun")) {
    expect(
      outcomes.map((outcome) => outcome.id),
      "none is left open",
    ).toContain(id)
  }
})

test("S-6 an outcome that Redis did not take is tried until it is stored", async () => {
  const record = await recordOfAda("do something")
  await record.begin()
  world.redis.pause()
  const ended = record.end({ state: "done", deed: `did it ${randomUUID()}` })
  await ended
  world.redis.resume()
  await actionsRecorded()
  const [begun, done] = (await readActions()).slice(-2)
  expect([begun?.state, done?.state]).toEqual(["begun", "done"])
  expect(done?.id).toBe(begun?.id)
})

test("S-6 where Redis did not answer, the log says that it is not known whether it was done", async () => {
  const record = await recordOfAda("do something else")
  await record.begin()
  await record.end({ state: "begun", code: "UNAVAILABLE" })
  const entries = (await readActions()).slice(-2)
  expect(entries.map(({ state, code }) => [state, code])).toEqual([
    ["begun", null],
    ["begun", "UNAVAILABLE"],
  ])
})

test("S-6 a batch of attempts that is sent twice is stored once", async () => {
  const entry = { ...lostEntry(1, 1), why: `once ${randomUUID()}` }
  const id = randomUUID()
  for (let sent = 0; sent < 2; sent += 1)
    await realtime.publisher.publishAll(channels.admin.logs, [entry], { id })
  const { messages } = await realtime.history.readBefore(channels.admin.logs, {
    before: undefined,
    limit: 200,
  })
  expect(messages.filter(({ data }) => auditEntry.parse(data).why === entry.why).length).toBe(1)
})

test("S-6 an admin who does too much is refused before it is done, so that none displaces what others did", async () => {
  const begin = async (deed: string) => (await recordOfAda(deed)).begin().then(() => "begun", codeOf)
  const begun: string[] = []
  while (!begun.includes("RATE_LIMITED")) {
    const names = Array.from({ length: 20 }, (_, index) => `deed ${begun.length + index}`)
    begun.push(...(await Promise.all(names.map(begin))))
  }
  expect(begun.length).toBeGreaterThan(500)
  const answer = await send("/api/admin/suspension", {
    as: await cookieOf("ada"),
    body: { id: "ben", change: "suspend" },
  })
  expect(answer.status).toBe(429)
  expect(await readPerson("ben")).toMatchObject({ suspended: false })
})
