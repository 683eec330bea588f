/** Keys for machines: what one opens, what refuses it, and how it ends. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { notification as notificationShape } from "@/lib/channels"
import { type KeysApp, scopes, startKeysApp } from "./api-keys-world"
import { leastCommands } from "./least-commands"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const { notification, team, announcements } = scopes
const told = { type: "news", title: "The build is green", body: "All 412 tests", link: "/dashboard" }

describe.each(backendNames)("with Redis %s", (name) => {
  let app: KeysApp
  beforeAll(async () => {
    app = await startKeysApp(backends.servers[name])
  })
  beforeEach(() => app.resetPeople())
  afterAll(() => app.realtime.close())

  test("a machine tells a person something, in its own name, where no person could", async () => {
    const { id, key } = await app.keyFor(notification("ben"))
    expect(key).toMatch(/^gw_[A-Za-z0-9]{20}_[A-Za-z0-9]{44}$/)
    const ben = await app.open(app.proofOf("ben"), "notification.ben")
    expect((await app.publish(key, "notification.ben", told)).status).toBe(200)
    await vi.waitFor(() => expect(ben.said()).toContain("The build is green"))
    expect(ben.said()).toContain(`"from":{"id":"key-${id}","name":"Build server (key)"}`)
    ben.leave()
    const { body } = await app.authenticate(app.proofOf("ada"))
    const asAda = await app.publish(String(body.token), "notification.ada", told)
    expect(asAda).toMatchObject({ status: 403, code: "NOT_GRANTED_PUBLISH" })
  })

  test("M-53 what a machine tells a person is stored, pushed and counted as unread", async () => {
    const { key } = await app.keyFor(notification("ben2"))
    const ben2 = await app.open(app.proofOf("ben2"), "notification.ben2", "inbox.ben2")
    expect((await app.publish(key, "notification.ben2", told)).status).toBe(200)
    await vi.waitFor(() => expect(ben2.said()).toMatch(/"channel":"inbox\.ben2".*"unread":1/))
    expect(ben2.said()).toContain("The build is green")
    ben2.leave()
  })

  test("a machine sends every type of notification that there is, and no other, to whom its scope names only", async () => {
    const { key } = await app.keyFor(notification("ben"))
    for (const type of notificationShape.shape.type.options)
      expect((await app.publish(key, "notification.ben", { ...told, type })).status, type).toBe(200)
    const made = { ...told, type: "made-up" }
    expect(await app.publish(key, "notification.ben", made)).toMatchObject({ code: "INVALID_PAYLOAD" })
    expect(await app.publish(key, "notification.bea", told)).toMatchObject({ code: "FORBIDDEN_CHANNEL" })
    const reader = await app.keyFor(team("red", ["read"]))
    expect(await app.publish(reader.key, "notification.ben", told)).toMatchObject({
      ...{ status: 403, code: "FORBIDDEN_CHANNEL" },
    })
  })

  test("the message of a machine has to fit its channel like anybody's", async () => {
    const { key } = await app.keyFor(notification("ben"))
    expect((await app.publish(key, "notification.ben", { ...told, link: "//evil.example" })).status).toBe(422)
  })

  test("a key opens the channels of its scope for the actions of its scope, and nothing else", async () => {
    const { key } = await app.keyFor(team("red", ["read"]), announcements("acme", ["publish"]))
    const stream = await app.open(key, "team.red.chat")
    expect(stream.status).toBe(200)
    stream.leave()
    expect((await app.history(key, "team.red.chat")).status).toBe(200)
    expect((await app.publish(key, "org.acme.announcements", { text: "hi" })).status).toBe(200)
    const refusals = [
      ["read only", await app.publish(key, "team.red.chat", { text: "hi" }), "NOT_GRANTED_PUBLISH"],
      ["publish only", await app.history(key, "org.acme.announcements"), "FORBIDDEN_CHANNEL"],
      ["publish only", await app.open(key, "org.acme.announcements"), "FORBIDDEN_CHANNEL"],
      ["another team", await app.publish(key, "team.blue.chat", { text: "hi" }), "FORBIDDEN_CHANNEL"],
      ["another team", await app.open(key, "team.blue.chat"), "FORBIDDEN_CHANNEL"],
      ["a look-alike", await app.history(key, "team.red-eu.chat"), "FORBIDDEN_CHANNEL"],
      ["no such channel", await app.history(key, "team.red"), "FORBIDDEN_CHANNEL"],
    ] as const
    for (const [title, { status, code }, expected] of refusals)
      expect({ status, code }, title).toEqual({ status: 403, code: expected })
  })

  test("a malformed, unknown or guessed key is 401 on every way in, and a malformed one costs no command", async () => {
    const { id, key } = await app.keyFor(team("red", ["read", "publish"]))
    const other = await app.keyFor(team("red", ["read"]))
    const swapped = `gw_${id}_${other.key.split("_")[2]}`
    const malformed = [`${key}x`, key.slice(0, -1), `gw_${id}`, "gw_", `gw_${id}_${"*".repeat(44)}`]
    for (const bad of [...malformed, `gw_${"A".repeat(20)}_${"B".repeat(44)}`, swapped]) {
      const answers = [
        await app.publish(bad, "team.red.chat", { text: "hi" }),
        await app.history(bad, "team.red.chat"),
        await app.open(bad, "team.red.chat"),
      ]
      for (const { status, code } of answers)
        expect({ status, code }, bad.slice(0, 8)).toEqual({ status: 401, code: "INVALID_TOKEN" })
    }
    expect(await costOf(() => app.publish(`${key}x`, "team.red.chat", { text: "hi" }))).toBe(0)
  })

  test("finding a key costs one command, with all that decides what it may do", async () => {
    const { key } = await app.keyFor(team("red", ["read"]), notification("ben"), notification("bea"))
    const { key: writer } = await app.keyFor(team("red", ["publish"]))
    await app.history(key, "team.red.chat")
    let sent = 0
    const unknown = () => `gw_${String(++sent).padStart(20, "A")}_${"B".repeat(44)}`
    expect(await costOf(() => app.open(unknown(), "team.red.chat"))).toBe(1)
    expect(await costOf(() => app.publish(unknown(), "team.red.chat", { text: "hi" }))).toBe(1)
    for (const refused of [
      () => app.open(key, "team.blue.chat"),
      () => app.history(key, "team.blue.chat"),
      () => app.publish(key, "team.red.chat", { text: "hi" }),
    ])
      expect(await costOf(refused)).toBe(1)
    const say = async () =>
      expect((await app.publish(writer, "team.red.chat", { text: "hi" })).status).toBe(200)
    await say()
    expect(await costOf(say), "and saying something one more").toBe(2)
  })

  const costOf = (act: () => Promise<unknown>) => leastCommands(backends.servers[name], act)

  test("a revoked key is refused everywhere, its streams end, and another key's do not", async () => {
    const { id, key } = await app.keyFor(team("red", ["read", "publish"]))
    const other = await app.keyFor(team("red", ["read"]))
    const [stream, kept] = [await app.open(key, "team.red.chat"), await app.open(other.key, "team.red.chat")]
    await vi.waitFor(() => expect(stream.said() && kept.said()).toContain("event: open"))
    expect((await app.revoke("ada", id)).status).toBe(204)
    await vi.waitFor(() => expect(stream.ended()).toBe(true))
    expect(stream.said()).toContain('event: close\ndata: {"code":"REVOKED"}')
    expect(await app.publish(key, "team.red.chat", { text: "hi" })).toMatchObject({
      status: 401,
      code: "INVALID_TOKEN",
    })
    expect((await app.history(key, "team.red.chat")).status).toBe(401)
    expect((await app.open(key, "team.red.chat")).status).toBe(401)
    expect(kept.ended()).toBe(false)
    kept.leave()
    expect((await app.listKeys("acme")).map(({ record }) => record.id)).not.toContain(id)
    expect(await app.redis.keys(`grantway:api-key*${id}`), "what was kept of it").toEqual([])
    expect((await app.revoke("ada", id)).status, "twice").toBe(404)
  })

  test("an expired key is told so, to whoever holds it and to nobody else", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const place = `grantway:api-key:${id}`
    const record = JSON.parse((await app.redis.get<string>(place)) ?? "")
    expect(record.expiresAt - record.madeAt, "30 days unless told").toBe(30 * 86_400_000)
    expect(await app.redis.ttl(place)).toBeGreaterThan(30 * 86_400)
    await app.redis.set(place, JSON.stringify({ ...record, expiresAt: Date.now() - 1 }), { ex: 60 })
    const expected = { status: 401, code: "TOKEN_EXPIRED" }
    expect(await app.history(key, "team.red.chat")).toMatchObject(expected)
    expect(await app.open(key, "team.red.chat")).toMatchObject(expected)
    const guess = `gw_${id}_${"B".repeat(44)}`
    expect(await app.history(guess, "team.red.chat")).toMatchObject({ status: 401, code: "INVALID_TOKEN" })
  })

  test("a stream ends no later than its key", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const place = `grantway:api-key:${id}`
    const record = JSON.parse((await app.redis.get<string>(place)) ?? "")
    await app.redis.set(place, JSON.stringify({ ...record, expiresAt: Date.now() + 1_500 }), { ex: 60 })
    const stream = await app.open(key, "team.red.chat")
    expect(stream.status).toBe(200)
    await vi.waitFor(() => expect(stream.ended()).toBe(true), { timeout: 5_000 })
    expect(stream.said()).toContain("TOKEN_EXPIRED")
  })

  test("authenticate takes no key: one cannot be exchanged for a token", async () => {
    const { key } = await app.keyFor(team("red", ["read"]))
    const { status, body } = await app.authenticate(key)
    expect(status).toBe(401)
    expect(body.token).toBeUndefined()
  })

  test("a key can do what its maker may still give: who moves to another organisation or loses the role takes it along", async () => {
    const { key } = await app.keyFor(notification("ben"), team("blue", ["read"]))
    expect((await app.publish(key, "notification.ben", told)).status).toBe(200)
    await app.change("ben", { orgId: "acme-eu" })
    expect(await app.publish(key, "notification.ben", told)).toMatchObject({ code: "FORBIDDEN_CHANNEL" })
    await app.resetPeople()
    expect((await app.history(key, "team.blue.chat")).status).toBe(200)
    for (const news of [{ role: "member" }, { suspended: true }, { orgId: "acme-eu" }]) {
      await app.change("ada", news)
      const { status, code } = await app.publish(key, "notification.ben", told)
      expect({ status, code }, JSON.stringify(news)).toEqual({ status: 401, code: "AUTH_FAILED" })
      await app.resetPeople()
    }
  })

  test.each([
    [{ role: "member" }, { role: "admin" }],
    [{ suspended: true }, { suspended: false }],
    [{ emailVerified: false }, { emailVerified: true }],
    [{ orgId: "acme-eu" }, { orgId: "acme" }],
  ])("S-7 a key ends for good with the role of its maker: %o, and then %o", async (lost, again) => {
    const { key } = await app.keyFor(team("blue", ["read"]))
    expect((await app.history(key, "team.blue.chat")).status).toBe(200)
    await app.changeAs("ben2", "ada", lost)
    const ended = { status: 401, code: "AUTH_FAILED" }
    expect(await app.history(key, "team.blue.chat")).toMatchObject(ended)
    await app.changeAs("ben2", "ada", again)
    expect(await app.history(key, "team.blue.chat"), "although the role is back").toMatchObject(ended)
    expect(await app.open(key, "team.blue.chat")).toMatchObject(ended)
    const next = await app.keyFor(team("blue", ["read"]))
    expect((await app.history(next.key, "team.blue.chat")).status, "a key of the new term").toBe(200)
    await app.changeAs("ben2", "ada", { teamIds: ["red"] })
    expect((await app.history(next.key, "team.blue.chat")).status, "another change").toBe(200)
  })

  test.each(["ada", "ben"])(
    "S-7 where the event about %s was missed, the next look at Redis ends the stream of a key",
    async (id) => {
      const { key } = await app.keyFor(team("blue", ["read"]), notification("ben"))
      const stream = await app.open(key, "team.blue.chat")
      await vi.waitFor(() => expect(stream.said()).toContain("event: open"))
      // The state without the event, as if the subscription had been down.
      await app.redis.set(`grantway:rights:${id}`, String(Date.now() + 60_000), { ex: 60 })
      await app.realtime.connections.watch()
      await vi.waitFor(() => expect(stream.ended()).toBe(true))
      expect(stream.said()).toContain("TOKEN_EXPIRED")
      await app.redis.del(`grantway:rights:${id}`)
    },
  )

  test("S-7 a change that takes and gives no right, such as of a name, ends nothing", async () => {
    const { key } = await app.keyFor(team("blue", ["read"]))
    const stream = await app.open(key, "team.blue.chat")
    await vi.waitFor(() => expect(stream.said()).toContain("event: open"))
    await app.changeAs("ben2", "ada", { name: "Ada O." })
    await app.realtime.connections.watch()
    await app.emit("team.blue.chat", "goes on")
    await vi.waitFor(() => expect(stream.said()).toContain("goes on"))
    stream.leave()
  })
})
