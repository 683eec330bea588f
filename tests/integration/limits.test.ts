/** How often one may do what, counted across processes. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { asFields } from "../../lib/sock8/core/wire"
import { limitAttempts, requireGrants, requireToken } from "../../lib/sock8/server/door"
import { requireStanding } from "../../lib/sock8/server/require-standing"
import { roomInThisMinute } from "./minute"
import { type App, refusalOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

let count = 0
const newPerson = () => `l${++count}`

/** How long a window may be of which 0.52 to 0.57 are over by now. */
function secondsOfWindowHalfOver(): number {
  const now = Date.now() / 1000
  const lengths = Array.from({ length: 10_000 }, (_, n) => 1_000 + n)
  return lengths.find((length) => (now / length) % 1 > 0.52 && (now / length) % 1 < 0.57) ?? 0
}

describe.each(backendNames)("with Redis %s", (name) => {
  const apps: App[] = []
  const start = (...options: [Parameters<typeof startApp>[1]?]) => {
    const app = startApp(backends.servers[name], ...options)
    apps.push(app)
    return app
  }
  afterAll(() => {
    for (const { realtime } of apps) realtime.close()
  })

  const say = (app: App, token: string, roomId: string) =>
    app.publish(token, { channel: `limited.${roomId}`, data: { text: "x" } })

  test("M-36 M-38 M-39 M-40 publishing is limited per person and channel: 20 in 60 seconds, and then when to try again", async () => {
    await roomInThisMinute()
    const [here, there] = [start(), start()]
    const person = newPerson()
    const headers = { "x-teams": person }
    // Two tabs and two processes: the count is the person's.
    const tabs = [await here.tokenOf(person, headers), await here.tokenOf(person, headers)]
    for (let n = 0; n < 20; n++) {
      const answer = await say(n % 2 ? here : there, tabs[n % 2] ?? "", person)
      expect(answer.status).toBe(200)
    }
    const refused = await say(there, tabs[0] ?? "", person)
    expect(refused.status).toBe(429)
    const { code, title, retryAfter } = asFields(await refused.json()) ?? {}
    expect([code, title]).toEqual(["RATE_LIMITED", "Rate limited"])
    expect(Number.isInteger(retryAfter) && Number(retryAfter) >= 1 && Number(retryAfter) <= 60).toBe(true)
    expect(refused.headers.get("retry-after")).toBe(String(retryAfter))
    const other = newPerson()
    expect(
      (await say(here, await here.tokenOf(other, { "x-teams": person }), person)).status,
      "another person",
    ).toBe(200)
    expect(
      (await here.publish(tabs[0] ?? "", { channel: `team.${person}.chat`, data: { text: "x" } })).status,
      "another channel",
    ).toBe(200)
  })

  test("a repeated message counts each time and is said once; what does not fit the channel counts nothing", async () => {
    await roomInThisMinute()
    const app = start()
    const person = newPerson()
    const token = await app.tokenOf(person, { "x-teams": person })
    const channel = `limited.${person}`
    for (let n = 0; n < 25; n++) expect((await app.publish(token, { channel, data: {} })).status).toBe(422)
    const again = () => app.publish(token, { channel, data: { text: "x" }, id: "again" })
    const first = await (await again()).json()
    for (let n = 1; n < 20; n++) expect(await (await again()).json()).toEqual(first)
    expect(await refusalOf(await again())).toMatchObject({ status: 429, code: "RATE_LIMITED" })
    expect(await app.redis.xlen(`tests:log:${channel}`)).toBe(1)
  })

  test("a burst over two processes lets exactly as many through as are allowed", async () => {
    await roomInThisMinute()
    const [here, there] = [start(), start()]
    const person = newPerson()
    const token = await here.tokenOf(person, { "x-teams": person })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => say(n % 2 ? here : there, token, person)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
  })

  test("U0-18 U0-20 attempts to connect are limited per person, and per address where nobody is known", async () => {
    await roomInThisMinute()
    const addressOf = (request: Request) => request.headers.get("x-test-address") ?? undefined
    const rates = limitAttempts({
      perPerson: { max: 3, perSeconds: 60 },
      perAddress: { max: 2, perSeconds: 60 },
    })
    const app = start({ addressOf, door: [requireToken, rates, requireGrants] })
    const person = newPerson()
    const token = await app.tokenOf(person)
    const own = [{ name: `notification.${person}` }]
    for (let n = 0; n < 3; n++) {
      const reader = await app.open(token, own)
      expect(reader.response.status).toBe(200)
      reader.leave()
    }
    const refused = (await app.open(token, own)).response
    expect(await refused.json()).toMatchObject({
      ...{ status: 429, code: "TOO_MANY_CONNECTIONS", title: "Too many connections" },
      ...{ detail: "Too many attempts to connect", retryAfter: expect.any(Number) },
    })
    const anonymous = async (address: string) => {
      const leave = new AbortController()
      const headers = { "x-test-address": address }
      const { status } = await app.connect({ headers, signal: leave.signal }, "?channel=lobby")
      leave.abort()
      return status
    }
    const tries = [await anonymous("192.0.2.1"), await anonymous("192.0.2.1"), await anonymous("192.0.2.1")]
    expect([...tries, await anonymous("192.0.2.2")]).toEqual([200, 200, 429, 200])
  })

  test("a token that was revoked uses up nothing of its person's attempts", async () => {
    await roomInThisMinute()
    const rate = { max: 3, perSeconds: 60 }
    const standing = requireStanding({ perPerson: rate, judge: () => undefined })
    const app = start({ door: [requireToken, standing, requireGrants] })
    const person = newPerson()
    const [stolen, own] = [await app.tokenOf(person), await app.tokenOf(person)]
    const { jti } = JSON.parse(Buffer.from(stolen.split(".")[1] ?? "", "base64url").toString())
    await app.realtime.revoker.revokeToken(jti)
    const codeOf = async (token: string) => {
      const { response, leave } = await app.open(token, [{ name: `notification.${person}` }])
      leave()
      return response.ok ? "ok" : asFields(await refusalOf(response))?.code
    }
    for (let n = 0; n < 5; n++) expect(await codeOf(stolen)).toBe("REVOKED")
    const tries = [await codeOf(own), await codeOf(own), await codeOf(own), await codeOf(own)]
    expect(tries).toEqual(["ok", "ok", "ok", "TOO_MANY_CONNECTIONS"])
  })

  test("M-27 visitors without a token are limited by their address: open connections and pages of history", async () => {
    await roomInThisMinute()
    const addressOf = (request: Request) => request.headers.get("x-test-address") ?? undefined
    const app = start({ addressOf, limits: { perAddress: 2 } })
    const [here, there] = [`198.51.100.${++count}`, `203.0.113.${count}`]
    const visit = async (address: string) => {
      const leave = new AbortController()
      const headers = { "x-test-address": address }
      const response = await app.connect({ headers, signal: leave.signal }, "?channel=lobby")
      return { response, leave: () => leave.abort() }
    }
    const [first, second] = [await visit(here), await visit(here)]
    expect([first.response.status, second.response.status]).toEqual([200, 200])
    expect(await refusalOf((await visit(here)).response)).toMatchObject({ code: "TOO_MANY_CONNECTIONS" })
    const elsewhere = await visit(there)
    expect(elsewhere.response.status).toBe(200)
    first.leave()
    await vi.waitFor(async () => {
      const again = await visit(here)
      again.leave()
      expect(again.response.status).toBe(200)
    })
    for (const { leave } of [second, elsewhere]) leave()

    const read = (address: string) =>
      app.call("/history?channel=lobby", { headers: { "x-test-address": address } })
    const answers = await Promise.all(Array.from({ length: 301 }, () => read(here)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(300)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
    expect((await read(there)).status).toBe(200)
  })

  test("what is counted along with a reading is one count for two processes, and begins anew when its time is over", async () => {
    await roomInThisMinute()
    const [here, there] = [start(), start()]
    const counted = { key: `wave:${newPerson()}`, rate: { max: 3, perSeconds: 60 } }
    const record = `tests:record:${counted.key}`
    await here.redis.set(record, "kept")
    const burst = (what: typeof counted) =>
      Promise.all(
        [here, there, here, there, here, there].map(({ realtime }) =>
          realtime.limiter.takeReading(what, record).catch((error: Error) => error),
        ),
      )
    const taken = await burst(counted)
    expect(taken.filter((one) => one === "kept")).toHaveLength(3)
    expect(taken).toContainEqual(expect.objectContaining({ code: "RATE_LIMITED" }))
    const short = { key: `wave:${newPerson()}`, rate: { max: 1, perSeconds: 2 } }
    const refusedOnce = async () =>
      expect(await burst(short)).toContainEqual(
        expect.objectContaining({ code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } }),
      )
    await vi.waitFor(refusedOnce, 10_000)
    await vi.waitFor(async () => expect(await burst(short)).toContain("kept"), 10_000)
    const other = { ...counted, key: `wave:${newPerson()}` }
    expect(await here.realtime.limiter.takeReading(other, "tests:record:none")).toBeNull()
  })

  test("who is over is told to wait until there is room for one more, not for the end of the window", async () => {
    const app = start()
    const perSeconds = secondsOfWindowHalfOver()
    const [width, counted] = [
      perSeconds * 1000,
      { key: `wave:${newPerson()}`, rate: { max: 10, perSeconds } },
    ]
    const startOfWindow = Date.now() - (Date.now() % width)
    await app.redis.hset(`tests:rate:10-${perSeconds}:${counted.key}`, {
      ...{ window: startOfWindow / width - 1, done: 10, before: 0 },
    })
    const take = () => app.realtime.limiter.takeReading(counted, "tests:record:none")
    const waits: number[] = []
    for (let n = 0; n <= 10; n++) {
      await take().catch(({ code, details }) => {
        expect(code).toBe("RATE_LIMITED")
        waits.push(details.retryAfter)
      })
      if (waits.length > 0) break
    }
    // Half of the ten before count on: the next of them is forgotten when six tenths are over.
    const leftSeconds = (startOfWindow + 0.6 * width - Date.now()) / 1000
    expect(waits).toHaveLength(1)
    expect(Math.abs((waits[0] ?? 0) - leftSeconds)).toBeLessThan(10)
  })

  test("where nobody can count, nothing is let through: 503", async () => {
    const away = start()
    const { limiter } = away.realtime
    await expect(limiter.take("someone", { max: 1, perSeconds: 60 })).resolves.toBeUndefined()
    const gone = startApp({ ...backends.servers[name], url: "http://127.0.0.1:9" })
    const token = await away.tokenOf(newPerson())
    const answer = await gone.publish(token, { channel: "team.red.chat", data: { text: "x" } })
    expect(await refusalOf(answer)).toMatchObject({ status: 503, code: "UNAVAILABLE" })
    const counted = { key: "someone", rate: { max: 1, perSeconds: 60 } }
    await expect(gone.realtime.limiter.takeReading(counted, "x")).rejects.toMatchObject({
      code: "UNAVAILABLE",
    })
  })
})
