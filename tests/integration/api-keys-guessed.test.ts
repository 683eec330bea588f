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
/** A well-formed key that nobody has. */
const unknown = () => `gw_${String(randomInt(1e9)).padStart(20, "A")}_${"B".repeat(44)}`
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

  test("keys that nobody has are limited per address, on every way in, and then cost no command", async () => {
    const from = newAddress()
    await exhaust(from)
    expect(await read(unknown(), from)).toMatchObject(limited)
    const refused = await app.knock(unknown(), "team.red.chat", from)
    const { code, retryAfter } = await refused.json()
    expect([refused.status, code]).toEqual([429, "RATE_LIMITED"])
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(2 * FAILURES.perSeconds)
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    expect(await commandsOf(() => read(unknown(), from))).toBe(0)
    expect(await commandsOf(() => read(unknown(), newAddress())), "counted on the way").toBe(1)
    expect(await read(unknown(), newAddress()), "another address").toMatchObject(invalid)
  })

  test("a wrong secret, a revoked and an expired key count like one that nobody has; a good one does not", async () => {
    const { id, key } = await app.keyFor(team("red", ["read"]))
    const [guessed, revoked] = [
      await app.keyFor(team("red", ["read"])),
      await app.keyFor(team("red", ["read"])),
    ]
    await app.revoke("ada", revoked.id)
    const from = newAddress()
    const good = await inGroups(FAILURES.max + 5, () => read(key, from))
    expect(good.filter(({ status }) => status !== 200)).toEqual([])
    await exhaust(from, FAILURES.max - 3)
    expect(await read(`gw_${guessed.id}_${"B".repeat(44)}`, from)).toMatchObject(invalid)
    expect(await read(revoked.key, from)).toMatchObject(invalid)
    const place = `grantway:api-key:${id}`
    const record = JSON.parse((await app.redis.get<string>(place)) ?? "")
    await app.redis.set(place, JSON.stringify({ ...record, expiresAt: Date.now() - 1 }), { ex: 60 })
    // Good until now, it is looked at once more for nothing; from then on it counts.
    expect(await read(key, from)).toMatchObject({ status: 401, code: "TOKEN_EXPIRED" })
    expect(await read(key, from)).toMatchObject({ status: 401, code: "TOKEN_EXPIRED" })
    expect(await read(key, from)).toMatchObject(limited)
  })

  test("a good key is not kept out by what others send from its address", async () => {
    const { key } = await app.keyFor(team("red", ["read"]))
    const late = await app.keyFor(team("red", ["read"]))
    const from = newAddress()
    expect((await read(key, from)).status).toBe(200)
    await exhaust(from)
    expect((await read(late.key, from)).status, "while nobody was refused yet, Redis is asked").toBe(200)
    expect(await read(unknown(), from)).toMatchObject(limited)
    for (const { key: good } of [{ key }, late]) expect((await read(good, from)).status).toBe(200)
    const unseen = await app.keyFor(team("red", ["read"]))
    const refused = await app.knock(unseen.key, "team.red.chat", from)
    expect(refused.status, "a key that this process has not seen yet waits").toBe(429)
    expect((await read(unseen.key, newAddress())).status, "or comes from elsewhere").toBe(200)
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
