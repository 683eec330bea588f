/** Connections of strangers are counted by their address, in a pool of their own. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { type App, refusalOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

let count = 0
const newAddress = () => `198.51.100.${++count}`
const newPerson = () => `s${++count}`
/** No process renews leases that a test lets end. */
const NEVER = 3_600_000
const tooMany = { status: 429, code: "TOO_MANY_CONNECTIONS" }

describe.each(backendNames)("with Redis %s", (name) => {
  /** Two processes that count an address by a header of these tests. */
  const limits = { perPerson: 3, perAddress: 10 }
  const addressOf = (request: Request) => request.headers.get("x-test-address") ?? undefined
  let here: App
  let there: App
  beforeAll(() => {
    here = startApp(backends.servers[name], { addressOf, limits, watchEveryMs: NEVER })
    there = startApp(backends.servers[name], { addressOf, limits, watchEveryMs: NEVER })
  })
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  async function connect(app: App, address: string, query: string, more = {}) {
    const leave = new AbortController()
    const headers = { "x-test-address": address, ...more }
    const response = await app.connect({ headers, signal: leave.signal }, query)
    return { response, leave: () => leave.abort() }
  }
  const visit = (app: App, address: string) => connect(app, address, "?channel=lobby")
  async function openAs(person: string, address: string) {
    const authorization = `Bearer ${await here.tokenOf(person)}`
    return connect(there, address, `?channel=notification.${person}`, { authorization })
  }

  /** As many strangers at once as may be there twice, half of them on each process. */
  async function crowd(address: string) {
    const visits = Array.from({ length: 2 * limits.perAddress }, (_, n) =>
      visit(n % 2 ? here : there, address),
    )
    const all = await Promise.all(visits)
    return {
      open: all.filter(({ response }) => response.ok),
      refused: all.filter(({ response }) => !response.ok),
      leave: () => all.map(({ leave }) => leave()),
    }
  }

  test("M-27 S-8 a burst of strangers at an address, over two processes, opens exactly as many as are allowed", async () => {
    const strangers = await crowd(newAddress())
    expect(strangers.open).toHaveLength(limits.perAddress)
    for (const { response } of strangers.refused) expect(await refusalOf(response)).toMatchObject(tooMany)
    expect((await visit(here, newAddress())).response.status, "another address").toBe(200)
    strangers.leave()
  })

  test("S-8 strangers at one's address keep no person out, and people leave strangers their places", async () => {
    const [address, ben, bea] = [newAddress(), newPerson(), newPerson()]
    const strangers = await crowd(address)
    const opened = await Promise.all([ben, ben, ben, bea, bea].map((person) => openAs(person, address)))
    expect(opened.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200])
    expect(
      await refusalOf((await openAs(ben, newAddress())).response),
      "counted as who they are",
    ).toMatchObject(tooMany)
    strangers.leave()
    await vi.waitFor(async () => {
      const again = await crowd(address)
      again.leave()
      expect(again.open).toHaveLength(limits.perAddress)
    })
    for (const { leave } of opened) leave()
  })

  test("M-37 S-8 places of strangers are free again when they leave, and half a minute after their process was killed", async () => {
    const address = newAddress()
    const strangers = await crowd(address)
    strangers.leave()
    await vi.waitFor(async () => {
      const one = await visit(here, address)
      one.leave()
      expect(one.response.status).toBe(200)
    })
    const others = newAddress()
    const before = await here.redis.keys("tests:open:address:*")
    await crowd(others)
    const [place = ""] = (await here.redis.keys("tests:open:address:*")).filter(
      (key) => !before.includes(key),
    )
    expect((await visit(here, others)).response.status).toBe(429)
    // As it is when the leases of a killed process have ended.
    for (const id of await here.redis.zrange<string[]>(place, 0, -1))
      await here.redis.zadd(place, { score: Date.now() - 1, member: id })
    expect((await visit(here, others)).response.status).toBe(200)
  })
})
