/**
 * What a refused attempt costs in Redis commands, class by class over the channel endpoints: none where its form or
 * its signature decides, at most two otherwise. Counted by Redis itself.
 */
import { randomUUID } from "node:crypto"
import { expect, test, vi } from "vitest"
import { endSession } from "@/lib/auth/ended-sessions"
import { readPerson, savePerson } from "@/lib/people/people"
import { realtime } from "@/lib/realtime"
import { ASKED, elsewhere, exhaust, FREE, forgedCookie, startRefusalCounts } from "./refusal-count"
import { bearer, cookieOf, keyOf, resetPeople, type Sent, send, team, tokenOf } from "./refusal-world"

const refused = startRefusalCounts()

const key = (id: string) => bearer(`gw_${id.padEnd(20, "A")}_${"B".repeat(44)}`)

/** Somebody whose token is from before their rights changed. */
async function tokenFromBefore(id: string): Promise<string> {
  const token = await tokenOf(id)
  await realtime.revoker.rightsChanged(id)
  return token
}

/** A token that was revoked. */
async function revokedToken(id: string): Promise<string> {
  const token = await tokenOf(id)
  const { jti } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())
  await realtime.revoker.revokeToken(jti)
  return token
}

/** A token of a session that was ended. */
async function signedOutToken(id: string): Promise<string> {
  const session = randomUUID()
  const token = await tokenOf(id, session)
  await endSession(session)
  return token
}

test.each(["/api/channels/authenticate", "/api/realtime-token"])("%s", async (path) => {
  await refused(path, { method: "POST" }, "AUTH_REQUIRED", FREE)
  await refused(path, { method: "POST", as: forgedCookie }, "AUTH_REQUIRED", FREE)
  await refused(path, { method: "POST", as: elsewhere }, "ORIGIN_FORBIDDEN", FREE)
  const ben = await cookieOf("ben")
  await refused(path, { as: ben, body: { want: 1 } }, "INVALID_REQUEST", FREE)
  await refused(path, { as: ben, body: "{" }, "INVALID_REQUEST", FREE)
  await refused(path, { as: ben, body: "x".repeat(40_000) }, "PAYLOAD_TOO_LARGE", FREE)
  await refused(path, { method: "POST", as: await cookieOf("sam") }, "ACCOUNT_SUSPENDED", ASKED)
  await refused(path, { method: "POST", as: await cookieOf("una") }, "EMAIL_NOT_VERIFIED", ASKED)
  await refused(path, { method: "POST", as: await cookieOf("ghost") }, "USER_NOT_FOUND", ASKED)
  const session = randomUUID()
  await endSession(session)
  await refused(path, { method: "POST", as: await cookieOf("ben", session) }, "AUTH_REQUIRED", ASKED)
  const want = [{ path: "admin.logs", params: {} }]
  await refused(path, { as: ben, body: { want } }, "FORBIDDEN_CHANNEL", ASKED)
  const eve = { method: "POST", as: await cookieOf("eve") }
  await exhaust(path, eve)
  await refused(path, eve, "RATE_LIMITED", FREE)
})

/** The same channel asked for by GET and by POST. */
function asking(name: string, as: Sent["as"]): Array<[string, Sent]> {
  return [
    [`/api/realtime?channel=${name}`, { as }],
    ["/api/realtime", { as, body: { channels: [{ name }] } }],
  ]
}

test("the stream, by form and by signature", async () => {
  const as = bearer(await tokenOf("ben"))
  const [head, body] = (await tokenOf("ben")).split(".")
  for (const [path, sent] of asking("team.red.chat", undefined)) {
    await refused(path, sent, "AUTH_REQUIRED", FREE)
    await refused(path, { ...sent, as: bearer("a.b.c") }, "INVALID_TOKEN", FREE)
    await refused(path, { ...sent, as: bearer(`${head}.${body}.${"A".repeat(43)}`) }, "INVALID_TOKEN", FREE)
    await refused(path, { ...sent, as: bearer("gw_short") }, "INVALID_TOKEN", FREE)
  }
  for (const [path, sent] of asking("..", as)) await refused(path, sent, "INVALID_CHANNEL", FREE)
  await refused("/api/realtime?token=x", { as }, "INVALID_REQUEST", FREE)
  const many = Array.from({ length: 65 }, (_, n) => ({ name: `team.t${n}.chat` }))
  await refused("/api/realtime", { as, body: { channels: many } }, "TOO_MANY_CHANNELS", FREE)
  const badCursor = { channels: [{ name: "team.red.chat", after: "x" }] }
  await refused("/api/realtime", { as, body: badCursor }, "INVALID_CURSOR", FREE)
})

test("the stream, by what Redis knows", async () => {
  const changed = bearer(await tokenFromBefore("bea"))
  const revoked = bearer(await revokedToken("bea"))
  const signedOut = bearer(await signedOutToken("bea"))
  const as = bearer(await tokenOf("bea"))
  for (const [path, sent] of asking("team.red.chat", as)) {
    await refused(path, { ...sent, as: changed }, "TOKEN_EXPIRED", ASKED)
    await refused(path, { ...sent, as: revoked }, "REVOKED", ASKED)
    await refused(path, { ...sent, as: signedOut }, "AUTH_REQUIRED", ASKED)
    await refused(path, { ...sent, as: key("unknown") }, "INVALID_TOKEN", ASKED)
  }
  for (const [path, sent] of asking("team.blue.chat", as))
    await refused(path, sent, "FORBIDDEN_CHANNEL", ASKED)
  const bea = await readPerson("bea")
  if (bea) await savePerson({ ...bea, suspended: true })
  for (const [path, sent] of asking("team.red.chat", as))
    await refused(path, sent, "ACCOUNT_SUSPENDED", ASKED)
  await resetPeople()
})

test("the stream, with too many connections and attempts", async () => {
  const as = bearer(await tokenOf("ben2"))
  const leave = new AbortController()
  const [[path, sent] = ["", {}]] = asking("team.blue.chat", as)
  for (let n = 0; n < 20; n++) expect((await send(path, { ...sent, signal: leave.signal })).status).toBe(200)
  for (const [route, one] of asking("team.blue.chat", as)) {
    await refused(route, one, "TOO_MANY_CONNECTIONS", ASKED)
  }
  leave.abort()
  // Each of them gives its place back in a command of its own, which belongs to no refusal.
  await vi.waitFor(async () => expect(await realtime.leases.list()).toEqual([]), 10_000)
  await exhaust("/api/realtime?channel=team.red.chat", { as })
  for (const [route, one] of asking("team.blue.chat", as)) {
    await refused(route, one, "TOO_MANY_CONNECTIONS", ASKED)
  }
})

test("publish and history", async () => {
  const publish = "/api/channels/publish"
  const history = "/api/channels/history?channel=team.red.chat"
  const body = { channel: "team.red.chat", data: { text: "x" } }
  const as = bearer(await tokenOf("ben"))
  for (const [path, sent] of [[publish, { body }] as const, [history, {}] as const]) {
    await refused(path, sent, "AUTH_REQUIRED", FREE)
    await refused(path, { ...sent, as: await cookieOf("ben") }, "AUTH_REQUIRED", FREE)
    await refused(path, { ...sent, as: bearer("a.b.c") }, "INVALID_TOKEN", FREE)
    await refused(path, { ...sent, as: bearer("gw_short") }, "INVALID_TOKEN", FREE)
    await refused(path, { ...sent, as: key("unknown") }, "INVALID_TOKEN", ASKED)
    await refused(path, { ...sent, as: bearer(await revokedToken("ben")) }, "REVOKED", ASKED)
    await refused(path, { ...sent, as: bearer(await signedOutToken("ben")) }, "AUTH_REQUIRED", ASKED)
    await refused(path, { ...sent, as: bearer(await tokenFromBefore("bea")) }, "TOKEN_EXPIRED", ASKED)
    const machine = await keyOf(team("blue", ["read", "publish"]))
    await refused(path, { ...sent, as: machine.as }, "FORBIDDEN_CHANNEL", ASKED)
    await send("/api/keys/revoke", { as: await cookieOf("ada"), body: { id: machine.id } })
    await refused(path, { ...sent, as: machine.as }, "INVALID_TOKEN", ASKED)
  }
  await refused(publish, { as, body: { ...body, channel: "team.blue.chat" } }, "FORBIDDEN_CHANNEL", FREE)
  await refused(publish, { as, body: { ...body, channel: "notification.ben" } }, "NOT_GRANTED_PUBLISH", FREE)
  await refused(publish, { as, body: { ...body, id: "?" } }, "INVALID_REQUEST", FREE)
  await refused(publish, { as, body: { data: {} } }, "INVALID_CHANNEL", FREE)
  await refused(publish, { as, body: "x".repeat(70_000) }, "PAYLOAD_TOO_LARGE", FREE)
  await refused(publish, { as, body: { ...body, data: { text: "" } } }, "INVALID_PAYLOAD", FREE)
  await send(publish, { as, body: { ...body, id: "twice" } })
  await refused(publish, { as, body: { ...body, id: "twice", data: { text: "y" } } }, "ID_CONFLICT", ASKED)
  await refused(`${history}&before=x`, { as }, "INVALID_CURSOR", FREE)
  await refused(`${history}&limit=0`, { as }, "INVALID_REQUEST", FREE)
  await refused("/api/channels/history?channel=admin.logs", { as }, "FORBIDDEN_CHANNEL", FREE)
  await exhaust(publish, { as, body })
  await refused(publish, { as, body }, "RATE_LIMITED", ASKED)
  await exhaust(history, { as })
  await refused(history, { as }, "RATE_LIMITED", FREE)
})

test("a key that is good, for a machine that does too much", async () => {
  const { as } = await keyOf(team("blue", ["read", "publish"]))
  const body = { channel: "team.blue.chat", data: { text: "x" } }
  const publish = "/api/channels/publish"
  await refused(publish, { as, body: { ...body, data: {} } }, "INVALID_PAYLOAD", ASKED)
  await send(publish, { as, body: { ...body, id: "twice" } })
  await refused(publish, { as, body: { ...body, id: "twice", data: { text: "y" } } }, "ID_CONFLICT", ASKED)
  const leave = new AbortController()
  const [[path, sent] = ["", {}]] = asking("team.blue.chat", as)
  for (let n = 0; n < 20; n++) expect((await send(path, { ...sent, signal: leave.signal })).status).toBe(200)
  for (const [route, one] of asking("team.blue.chat", as)) {
    await refused(route, one, "TOO_MANY_CONNECTIONS", ASKED)
  }
  await exhaust(path, sent)
  for (const [route, one] of asking("team.blue.chat", as)) {
    await refused(route, one, "TOO_MANY_CONNECTIONS", ASKED)
  }
  leave.abort()
  await exhaust(publish, { as, body })
  await refused(publish, { as, body }, "RATE_LIMITED", ASKED)
})
