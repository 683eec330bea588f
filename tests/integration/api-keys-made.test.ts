/** Keys for machines: who makes and revokes them, what they may be made for, and what is kept of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { type KeysApp, scopes, startKeysApp } from "./api-keys-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const { notification, team, announcements, logs } = scopes

describe.each(backendNames)("with Redis %s", (name) => {
  let app: KeysApp
  beforeAll(async () => {
    app = await startKeysApp(backends.servers[name])
  })
  beforeEach(() => app.resetPeople())
  afterAll(() => app.realtime.close())

  test("an admin cannot give what is not theirs: other organisations, other teams, somebody's notifications to read, the log to write", async () => {
    const scopes = [
      notification("eve"),
      notification("nobody"),
      notification("ben", ["read"]),
      notification("ben", ["read", "publish"]),
      team("red-eu", ["read"]),
      announcements("acme-eu", ["read"]),
      logs(["publish"]),
      logs(["read", "publish"]),
      { path: "team.{teamId}", params: { teamId: "red" }, actions: ["read"] },
      { path: "team.{teamId}.chat", params: { teamId: "*" }, actions: ["read"] },
      { path: "team.{teamId}.chat", params: {}, actions: ["read"] },
    ]
    for (const scope of scopes) {
      const { status, code } = await app.make("ada", {
        name: "Too much",
        scope: [team("red", ["read"]), scope],
      })
      expect({ status, code }, JSON.stringify(scope)).toEqual({ status: 403, code: "FORBIDDEN_CHANNEL" })
    }
    expect((await app.make("ada", { name: "Log reader", scope: [logs(["read"])] })).status).toBe(200)
  })

  test("a key that is asked for in another shape, for too long, or for nothing is not made", async () => {
    const good = { name: "Build server", scope: [notification("ben")] }
    const bodies = [
      { ...good, days: 0 },
      { ...good, days: 366 },
      { ...good, days: 1.5 },
      { ...good, name: " " },
      { ...good, name: "\u200b\u3164\u202e" },
      { ...good, name: "x".repeat(61) },
      { ...good, scope: [] },
      { ...good, scope: Array.from({ length: 17 }, () => notification("ben")) },
      { ...good, scope: [{ ...notification("ben"), actions: [] }] },
      { ...good, scope: [{ ...notification("ben"), actions: ["admin"] }] },
      { ...good, orgId: "acme-eu" },
      {},
    ]
    for (const body of bodies)
      expect(await app.make("ada", body), JSON.stringify(body)).toMatchObject({
        status: 400,
        code: "INVALID_REQUEST",
      })
  })

  test("S-27 a key's name is kept as it shows, so that nothing hides what stands behind it", async () => {
    for (const [name, shown] of [
      ["Ben Castillo\u202e", "Ben Castillo"],
      [`Ben${"\u2800".repeat(28)}\nCastillo\u0000`, "Ben Castillo"],
    ]) {
      const { body } = await app.make("ada", { name, scope: [team("red", ["read", "publish"])] })
      const key = String(body.key)
      expect((await app.publish(key, "team.red.chat", { text: "by a machine" })).status).toBe(200)
      const { text } = await app.history(key, "team.red.chat")
      expect(JSON.parse(text).messages.at(-1).from.name).toBe(`${shown} (key)`)
    }
  })

  test("members, other organisations' admins, suspended admins, other sites and keys themselves make and revoke none", async () => {
    const body = { name: "Not allowed", scope: [team("red", ["read"])] }
    const { id, key } = await app.keyFor(team("red", ["read", "publish"]))
    expect(await app.make("ben", body)).toMatchObject({ status: 403, code: "ADMIN_REQUIRED" })
    expect(await app.revoke("ben", id)).toMatchObject({ status: 403, code: "ADMIN_REQUIRED" })
    await app.change("eve", { role: "admin" })
    expect(await app.revoke("eve", id)).toMatchObject({ status: 404, code: "NOT_FOUND" })
    const foreign = await app.make("ada", body, { origin: "https://evil.example" })
    expect(foreign).toMatchObject({ status: 403, code: "ORIGIN_FORBIDDEN" })
    expect((await app.makeWith(key, body)).status).toBe(401)
    expect((await app.history(key, "team.red.chat")).status, "nothing was revoked").toBe(200)
    await app.change("ada", { suspended: true })
    expect(await app.make("ada", body)).toMatchObject({ status: 403, code: "ACCOUNT_SUSPENDED" })
  })

  test("last use is shown, and written at most once a minute", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const usedAt = async () => (await app.listKeys("acme")).find(({ record }) => record.id === id)?.usedAt
    expect(await usedAt()).toBeUndefined()
    await app.history(key, "team.red.chat")
    const first = await usedAt()
    expect(Math.abs(Date.now() - (first ?? 0))).toBeLessThan(10_000)
    await app.history(key, "team.red.chat")
    expect(await usedAt(), "not written again").toBe(first)
    await app.redis.set(`grantway:api-key-used:${id}`, String(Date.now() - 61_000), { ex: 60 })
    await app.history(key, "team.red.chat")
    expect(await usedAt()).toBeGreaterThanOrEqual(first ?? 0)
  })

  test("nobody's guess at a key counts as its use, nor does a key that has ended", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const usedAt = () => app.redis.get(`grantway:api-key-used:${id}`)
    const guess = `gw_${id}_${"B".repeat(44)}`
    expect(await app.history(guess, "team.red.chat")).toMatchObject({ code: "INVALID_TOKEN" })
    expect(await usedAt()).toBeNull()
    const place = `grantway:api-key:${id}`
    const record = JSON.parse((await app.redis.get<string>(place)) ?? "")
    await app.redis.set(place, JSON.stringify({ ...record, expiresAt: Date.now() - 1 }), { ex: 60 })
    expect(await app.history(key, "team.red.chat")).toMatchObject({ code: "TOKEN_EXPIRED" })
    expect(await usedAt()).toBeNull()
  })

  test("a channel that is asked for twice is one of the scope, with all its actions", async () => {
    const { id } = await app.keyFor(team("red", ["read"]), team("red", ["publish", "read"]))
    const found = (await app.listKeys("acme")).find(({ record }) => record.id === id)
    expect(found?.record.scope).toEqual([{ channel: "team.red.chat", actions: ["read", "publish"] }])
  })

  test("an organisation sees its own keys, without any secret", async () => {
    const { id, secret } = await app.keyFor(team("red", ["read"]))
    const listed = await app.listKeys("acme")
    expect(listed.map(({ record }) => record.id)).toContain(id)
    expect(JSON.stringify(listed)).not.toContain(secret)
    expect(await app.listKeys("acme-eu")).toEqual([])
  })

  test("the secret of a key is in no value of Redis, in no answer but the first, and in no line of the log", async () => {
    const { id, key, secret } = await app.keyFor(team("red", ["read", "publish"]))
    const stream = await app.open(key, "team.red.chat")
    const answers = [
      await app.publish(key, "team.red.chat", { text: "hi" }),
      await app.publish(key, "team.blue.chat", { text: "hi" }),
      await app.history(`${key}x`, "team.red.chat"),
      await app.authenticate(key),
    ]
    // A value of another kind in its place makes Redis refuse: the error that is logged knows the whole command.
    await app.redis
      .multi()
      .del(`grantway:api-key-used:${id}`)
      .hset(`grantway:api-key-used:${id}`, { a: 1 })
      .exec()
    answers.push(await app.history(key, "team.red.chat"))
    expect(answers.at(-1)?.status).toBe(503)
    const before = await dump()
    await app.redis.del(`grantway:api-key-used:${id}`)
    await app.revoke("ada", id)
    await app.flushAttempts()
    const isTold = async () => expect((await dump()).includes(`revoked the key ${id}`)).toBe(true)
    await vi.waitFor(isTold, { timeout: 15_000 })
    expect(app.logLines.join("\n")).toContain("not available")
    const texts = answers.map(({ text }) => text)
    const everything = [before, await dump(), stream.said(), ...texts, ...app.logLines].join("\n")
    expect(everything.includes(`key-${id}`)).toBe(true)
    expect(everything.includes(secret)).toBe(false)
  })

  test("whatever the app has put into Redis lies under its prefix and ends by itself", async () => {
    const { key } = await app.keyFor(team("red", ["read", "publish"]), notification("ben"))
    const stream = await app.open(key, "team.red.chat")
    await app.publish(key, "team.red.chat", { text: "hi" })
    const names = await app.redis.keys("*")
    expect(names.length).toBeGreaterThan(10)
    const lasting = await Promise.all(
      names.map(async (name) => ({ name, seconds: await app.redis.ttl(name) })),
    )
    expect(lasting.filter(({ name, seconds }) => !name.startsWith("grantway:") || seconds < 0)).toEqual([])
    stream.leave()
  })

  /** Every key of Redis and everything in it. */
  async function dump(): Promise<string> {
    const names = await app.redis.keys("*")
    const readers = [
      (key: string) => app.redis.get(key),
      (key: string) => app.redis.hgetall(key),
      (key: string) => app.redis.zrange(key, 0, -1),
      (key: string) => app.redis.smembers(key),
      (key: string) => app.redis.xrange(key, "-", "+"),
    ]
    const values = await Promise.all(
      names.flatMap((key) => readers.map((read) => read(key).catch(() => undefined))),
    )
    return JSON.stringify([names, values])
  }
})
