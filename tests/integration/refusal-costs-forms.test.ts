/** What a refused request of the app's own pages costs in Redis commands: what each of them posts. */
import { expect, test } from "vitest"
import { channels } from "@/lib/channels"
import { sendNotification } from "@/lib/notifications/send-notification"
import { addComment } from "@/lib/posts/comments"
import { realtime } from "@/lib/realtime"
import { ASKED, elsewhere, exhaust, FREE, forgedCookie, startRefusalCounts } from "./refusal-count"
import { bearer, cookieOf, send, team, tokenOf } from "./refusal-world"

const refused = startRefusalCounts()

/** An id that no connection has. */
const nowhere = "6f0d1c51-8a0b-4f43-9d0e-0d6d5a3a7c11"
const forAdmins: ReadonlyArray<[string, object]> = [
  ["/api/admin/role", { id: "eve", role: "admin" }],
  ["/api/admin/team", { id: "eve", teamId: "red", change: "add" }],
  ["/api/admin/verification", { id: "eve" }],
  ["/api/admin/suspension", { id: "eve", change: "suspend" }],
  ["/api/admin/kick", { connection: nowhere }],
  ["/api/admin/end-connections", { id: "eve" }],
]
const forms: ReadonlyArray<[string, object]> = [
  ...forAdmins,
  ["/api/announce", { text: "x" }],
  ["/api/wave", { to: "eve" }],
  ["/api/keys", { name: "Machine", scope: [team("red-eu", ["read"])] }],
  ["/api/keys/revoke", { id: "unknown" }],
]

test.each(forms)("%s", async (path, body) => {
  await refused(path, { body }, "AUTH_REQUIRED", FREE)
  await refused(path, { body, as: forgedCookie }, "AUTH_REQUIRED", FREE)
  await refused(path, { body, as: { ...(await cookieOf("ada")), ...elsewhere } }, "ORIGIN_FORBIDDEN", FREE)
  await refused(path, { body, as: await cookieOf("sam") }, "ACCOUNT_SUSPENDED", ASKED)
  await refused(path, { body: {}, as: await cookieOf("ada") }, "INVALID_REQUEST", FREE)
  const notForMembers = path === "/api/wave" ? "NOT_A_TEAM_MEMBER" : "ADMIN_REQUIRED"
  await refused(path, { body, as: await cookieOf("ben") }, notForMembers, ASKED)
})

/** What everybody may do, and so has a rate of its own. */
const forEverybody: ReadonlyArray<[string, object]> = [
  ["/api/wave", { to: "bea" }],
  ["/api/notifications/mark-read", { upTo: "1-0" }],
  ["/api/read", { channel: "team.red.chat", id: "1-0", n: 1 }],
  ["/api/posts/on-call/comment", { text: "x" }],
]

test.each(forEverybody)("%s, too often", async (path, body) => {
  // One can have read no further than somebody has said something.
  await realtime.emit(channels.team.chat.for({ teamId: "red" }), { text: "x" })
  await refused(path, { body }, "AUTH_REQUIRED", FREE)
  await refused(path, { body, as: { ...(await cookieOf("ben")), ...elsewhere } }, "ORIGIN_FORBIDDEN", FREE)
  await refused(path, { body: {}, as: await cookieOf("ben") }, "INVALID_REQUEST", FREE)
  await refused(path, { body, as: await cookieOf("sam") }, "ACCOUNT_SUSPENDED", ASKED)
  const as = await cookieOf("ben")
  await exhaust(path, { body, as })
  await refused(path, { body, as }, "RATE_LIMITED", ASKED)
  const answer = await send(path, { body, as: await cookieOf("ben") })
  expect(
    Number(answer.headers.get("retry-after")),
    "a rate is a person's, whatever the session",
  ).toBeGreaterThan(0)
  const other = await send(path, {
    body: path === "/api/wave" ? { to: "ben" } : body,
    as: await cookieOf("bea"),
  })
  expect(other.ok, "another person").toBe(true)
})

test("S-18 a share of an inbox and of a post's comments that is used up", async () => {
  const as = await cookieOf("ada")
  for (let n = 0; n < 40; n += 1) {
    await sendNotification("ben", { type: "welcome", name: `${n}` }, { by: "ada" })
    if (n % 2)
      await addComment({ postId: "on-call", id: `${n}` }, { authorId: "ada", name: "Ada", text: `${n}` })
  }
  // Looked up like any other, which is counted on the way, and refused by the command that would keep it.
  await refused("/api/posts/on-call/comment", { body: { text: "x" }, as }, "RATE_LIMITED", ASKED + 1)
  await refused("/api/wave", { body: { to: "ben" }, as }, "RATE_LIMITED", ASKED + 1)
})

test("a read marker for a chat of others, and one beyond what was said", async () => {
  const as = await cookieOf("bea")
  const marker = { channel: "team.red.chat", id: "1-0", n: 1_000_000 }
  await refused("/api/read", { as, body: marker }, "INVALID_CURSOR", ASKED)
  await refused(
    "/api/read",
    { as, body: { ...marker, channel: "team.blue.chat" } },
    "FORBIDDEN_CHANNEL",
    ASKED,
  )
})

test.each(forAdmins)("%s, for somebody of another organisation", async (path, body) => {
  await refused(path, { body, as: await cookieOf("ada") }, "ADMIN_REQUIRED", ASKED)
})

test("another organisation's connection and key, and one key more than an organisation may have", async () => {
  const leave = new AbortController()
  const as = bearer(await tokenOf("eve"))
  const answer = await send("/api/realtime?channel=notification.eve", { as, signal: leave.signal })
  expect(answer.status).toBe(200)
  const [open] = (await realtime.leases.list()).filter(({ identity }) => identity === "eve")
  const ada = await cookieOf("ada")
  await refused("/api/admin/kick", { as: ada, body: { connection: open?.id } }, "ADMIN_REQUIRED", ASKED)
  leave.abort()
  const scope = [{ path: "notification.{userId}", params: { userId: "ben" }, actions: ["publish"] }]
  const body = { name: "Machine", scope }
  await refused(
    "/api/keys",
    { as: ada, body: { ...body, scope: [{ ...scope[0], params: { userId: "eve" } }] } },
    "FORBIDDEN_CHANNEL",
    ASKED,
  )
  let status = 0
  while (status !== 400) ({ status } = await send("/api/keys", { as: ada, body }))
  await refused("/api/keys", { as: ada, body }, "INVALID_REQUEST", ASKED)
})
