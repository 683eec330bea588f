/** Keys that are not good: how many of them may come from one address, and whom that keeps out. */
import { randomInt } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { FAILURES } from "@/lib/api-keys/sent-key"
import { setEnv } from "@/lib/env"
import { type KeysApp, scopes, startKeysApp } from "./api-keys-world"
import { inGroups } from "./in-groups"
import { leastCommands } from "./least-commands"
import { roomInThisMinute } from "./minute"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const { team } = scopes
let count = 0
/** An address that nobody used before, as the platform tells it. */
const newAddress = () => ({ "x-vercel-forwarded-for": `198.51.100.${++count}` })
/** A well-formed key that nobody has, another one each time. */
const unknown = () => `gw_${String(randomInt(2 ** 47)).padStart(20, "A")}_${"B".repeat(44)}`
const limited = { status: 429, code: "RATE_LIMITED" }
const invalid = { status: 401, code: "INVALID_TOKEN" }

describe.each(backendNames)("with Redis %s", (name) => {
  let app: KeysApp
  beforeAll(async () => {
    app = await startKeysApp(backends.servers[name])
    setEnv({ VERCEL: "1" })
  })
  beforeEach(async () => {
    await app.resetPeople()
    await roomInThisMinute()
  })
  afterAll(() => {
    Reflect.deleteProperty(process.env, "VERCEL")
    setEnv({})
    app.realtime.close()
  })

  const read = (key: string, from = {}) => app.history(key, "team.red.chat", from)
  /** Sends as many keys that are not good as may come from there, or fewer. */
  async function exhaust(from: object, most = FAILURES.max): Promise<void> {
    for (const answer of await inGroups(most, () => read(unknown(), from)))
      expect(answer).toMatchObject(invalid)
  }
  const commandsOf = (act: () => Promise<unknown>) => leastCommands(backends.servers[name], act)

  test("keys that nobody has are limited per address, on every way in", async () => {
    const from = newAddress()
    await exhaust(from)
    expect(await read(unknown(), from)).toMatchObject(limited)
    const refused = await app.knock(unknown(), "team.red.chat", from)
    const { code, retryAfter } = await refused.json()
    expect([refused.status, code]).toEqual([429, "RATE_LIMITED"])
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(2 * FAILURES.perSeconds)
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    expect(await read(unknown(), newAddress()), "another address").toMatchObject(invalid)
  })

  test("S-8 a flood of keys that nobody has costs one command each, and far fewer once its address is over the limit", async () => {
    const from = newAddress()
    expect(await commandsOf(() => read(unknown(), newAddress())), "counted on the way").toBe(1)
    await exhaust(from)
    expect(await read(unknown(), from)).toMatchObject(limited)
    const flood = 100
    const commands = await commandsOf(async () => {
      const answers = await Promise.all(Array.from({ length: flood }, () => read(unknown(), from)))
      for (const answer of answers) expect(answer).toMatchObject(limited)
    })
    expect(commands).toBeGreaterThan(0)
    expect(commands).toBeLessThanOrEqual(flood / 10)
  })

  test("S-8 a text that was refused costs nothing when it comes again, from wherever", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const revoked = await app.keyFor(team("red", ["read"]))
    await app.revoke("ada", revoked.id)
    for (const bad of [unknown(), `gw_${id}_${"B".repeat(44)}`, revoked.key]) {
      expect(await read(bad, newAddress())).toMatchObject(invalid)
      const again = async () => expect(await read(bad, newAddress())).toMatchObject(invalid)
      expect(await commandsOf(again)).toBe(0)
    }
    expect((await read(key)).status, "the key whose secret was guessed").toBe(200)
  })

  test("a wrong secret, a revoked and an expired key count like one that nobody has; a good one does not", async () => {
    const { key } = await app.keyFor(team("red", ["read"]))
    const [guessed, revoked, expired] = [
      await app.keyFor(team("red", ["read"])),
      await app.keyFor(team("red", ["read"])),
      await app.keyFor(team("red", ["read"])),
    ]
    await app.revoke("ada", revoked.id)
    const place = `grantway:api-key:${expired.id}`
    const record = JSON.parse((await app.redis.get<string>(place)) ?? "")
    await app.redis.set(place, JSON.stringify({ ...record, expiresAt: Date.now() - 1 }), { ex: 60 })
    const from = newAddress()
    const good = await inGroups(FAILURES.max + 5, () => read(key, from))
    expect(good.filter(({ status }) => status !== 200)).toEqual([])
    await exhaust(from, FAILURES.max - 3)
    expect(await read(`gw_${guessed.id}_${"B".repeat(44)}`, from)).toMatchObject(invalid)
    expect(await read(revoked.key, from)).toMatchObject(invalid)
    expect(await read(expired.key, from)).toMatchObject({ status: 401, code: "TOKEN_EXPIRED" })
    expect(await read(unknown(), from)).toMatchObject(limited)
  })

  test("S-8 a good key is not kept out by what strangers send from its address, also one that this process never saw", async () => {
    const [seen, late, unseen] = [
      await app.keyFor(team("red", ["read"])),
      await app.keyFor(team("red", ["read"])),
      await app.keyFor(team("red", ["read"])),
    ]
    const from = newAddress()
    expect((await read(seen.key, from)).status).toBe(200)
    await exhaust(from)
    expect((await read(late.key, from)).status, "before a refusal for the address").toBe(200)
    expect(await read(unknown(), from)).toMatchObject(limited)
    const flood = Array.from({ length: 60 }, () => read(unknown(), from))
    for (const { key } of [seen, late, unseen, unseen]) expect((await read(key, from)).status).toBe(200)
    for (const answer of await Promise.all(flood)) expect(answer).toMatchObject(limited)
    const stream = await app.knock(unseen.key, "team.red.chat", from)
    expect(stream.status).toBe(200)
  })

  test("who is refused may try again when the time is over", async () => {
    const sender = { "x-vercel-forwarded-for": `203.0.113.${++count}` }
    await exhaust(sender)
    expect(await read(unknown(), sender)).toMatchObject(limited)
    const [place = ""] = await app.redis.keys(`*key:address:${sender["x-vercel-forwarded-for"]}`)
    expect(await app.redis.pttl(place), "the count ends by itself").toBeLessThanOrEqual(
      2 * FAILURES.perSeconds * 1000,
    )
    const now = vi
      .spyOn(performance, "now")
      .mockReturnValue(performance.now() + 2 * FAILURES.perSeconds * 1000)
    await app.redis.del(place)
    expect(await read(unknown(), sender)).toMatchObject(invalid)
    now.mockRestore()
  })

  test("where the address is not known nobody is counted: all of those would share one count", async () => {
    for (const answer of await inGroups(FAILURES.max + 5, () => read(unknown())))
      expect(answer).toMatchObject(invalid)
    const forged = { "x-forwarded-for": "192.0.2.7" }
    const tries = await inGroups(FAILURES.max + 5, () => read(unknown(), forged))
    for (const answer of tries) expect(answer, "nor by what it says").toMatchObject(invalid)
  })
})
