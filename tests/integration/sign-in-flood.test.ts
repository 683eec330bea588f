/** What strangers can do by wrong passwords: not keep the server busy, and not keep the right person out. */
import { createHook } from "node:async_hooks"
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { refuseSignInEarly } from "@/lib/auth/refuse-early"
import { ADDRESS_RATE, countGuess, GUESSES } from "@/lib/auth/sign-in-tries"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD } from "@/lib/people/demo-people"
import { hashPassword } from "@/lib/people/password"
import { readPerson, savePasswordHash } from "@/lib/people/people"
import { inGroups } from "./in-groups"
import { incomingPost, openBrowser } from "./sign-in-browser"
import { startSignInWorld } from "./sign-in-world"

const { upstash } = startSignInWorld()
const EMAIL = "bea@grantway.example"

beforeAll(() => void setEnv({ VERCEL: "1" }))
// Each test has a minute of its own, however long it takes: counts go by the minute of the clock.
beforeEach(() => {
  const minute = Math.ceil(Date.now() / 60_000) + 1
  vi.useFakeTimers({ toFake: ["Date"], now: minute * 60_000 + 1_000 })
})
afterAll(() => {
  vi.useRealTimers()
  Reflect.deleteProperty(process.env, "VERCEL")
  setEnv({})
})

let count = 0
/** An address that nobody used before. */
const newAddress = () => `198.51.${100 + Math.floor(++count / 250)}.${count % 250}`

const guess = (from: string, email = EMAIL) => openBrowser({ from }).signIn(email, "not-the-password")
const statusesOf = (answers: readonly Response[]) => answers.map(({ status }) => status)
const times = (status: number, how: number) => Array<number>(how).fill(status)

describe("S-3 wrong passwords for one email", () => {
  test("S-3 from one address are refused after ten, and the person at another address gets in", async () => {
    const [stranger, home] = [newAddress(), newAddress()]
    const statuses = statusesOf(await inGroups(14, () => guess(stranger)))
    expect(statuses.sort()).toEqual([...times(401, GUESSES.perMinute.max), ...times(429, 4)])
    expect((await openBrowser({ from: stranger }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(429)
    expect((await openBrowser({ from: home }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  })

  test("S-3 count by the /64 of an address: one customer has more addresses than there are limits", async () => {
    const statuses: number[] = []
    for (let index = 1; index <= 12; index += 1) {
      statuses.push((await guess(`2001:db8:1:2::${index.toString(16)}`)).status)
    }
    expect(statuses).toEqual([...times(401, 10), 429, 429])
    expect((await guess("2001:db8:1:3::1")).status).toBe(401)
  })

  test("S-3 do not keep out a device that the person signed in on before, at the very same address", async () => {
    const address = newAddress()
    const device = openBrowser({ from: address })
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
    // The address is over, too, by the end of it.
    await inGroups(ADDRESS_RATE.max + 5, () => guess(address))
    expect((await openBrowser({ from: address }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(429)
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  })

  test("S-3 count for an email that nobody has as for any other", async () => {
    const bea = await readPerson("bea")
    if (!bea) throw new Error("Bea is missing.")
    const address = newAddress()
    // What has been counted is refused before anything is hashed, so only the count is compared here.
    // By the count itself: a guess that finds the queue full on a busy machine is none.
    await inGroups(10, () => countGuess(EMAIL, address))
    const known = await guess(address)
    const nobody = newAddress()
    const email = "nobody@grantway.example"
    await savePasswordHash(
      { ...bea, id: "no-person", email },
      await hashPassword("x", { N: 1024, r: 8, p: 1 }),
    )
    await inGroups(10, () => countGuess(email, nobody))
    const unknown = await guess(nobody, email)
    const [a, b] = [await known.json(), await unknown.json()]
    expect(b).toEqual({ ...a, retryAfter: expect.any(Number) })
    expect([unknown.status, [...unknown.headers.keys()]]).toEqual([known.status, [...known.headers.keys()]])
  })
})

describe("S-3 one address", () => {
  test("S-3 is refused after 60 tries with as many emails, before a body is read, and costs no command then", async () => {
    const from = newAddress()
    await inGroups(ADDRESS_RATE.max, () => guess(from))
    const browser = openBrowser({ from })
    const before = upstash().stats().commands
    const answer = await browser.send("callback/credentials", { method: "POST", body: "x".repeat(50_000) })
    expect(answer.status).toBe(429)
    const { code, retryAfter, url } = await answer.json()
    expect([code, url]).toEqual(["RATE_LIMITED", "http://localhost:3000/sign-in?error=TooManyTries"])
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(answer.headers.get("retry-after")).toBe(String(retryAfter))
    await browser.send("callback/credentials", { method: "POST" })
    expect(upstash().stats().commands - before).toBeLessThanOrEqual(1)
    expect((await openBrowser({ from: newAddress() }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  })

  test("S-3 is refused before Next is asked, with the same answer and at no command; a known device is not", async () => {
    const from = newAddress()
    const device = openBrowser({ from })
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
    const early = (cookie?: string, url = "/api/auth/callback/credentials") =>
      refuseSignInEarly(incomingPost(url, { from, cookie }))
    expect(await early(), "nothing is known yet").toBe(undefined)
    await inGroups(ADDRESS_RATE.max, () => guess(from))
    const late = await openBrowser({ from }).send("callback/credentials", { method: "POST" })
    const before = upstash().stats().commands
    const answer = await early()
    const [a, b] = [await answer?.json(), await late.json()]
    expect(a).toEqual({ ...b, retryAfter: expect.any(Number) })
    expect(Object.fromEntries(answer?.headers ?? [])).toEqual({
      ...Object.fromEntries(late.headers),
      "retry-after": String(a.retryAfter),
    })
    expect(await early([...device.jar].map((pair) => pair.join("=")).join("; "))).toBe(undefined)
    expect((await early("grantway.device=junk"))?.status).toBe(429)
    expect(early(undefined, "/api/auth/csrf"), "another path is not looked at").toBe(undefined)
    for (const path of [
      "callback/%63redentials",
      "./x/../callback/credentials",
      "callback/credentials?a#b",
    ]) {
      expect((await early(undefined, `/api/auth/${path}`))?.status, path).toBe(429)
    }
    for (const host of ["a:b@c", "x y", "c:99999", "", "c/d?e#f"]) {
      const incoming = incomingPost("/api/auth/callback/credentials", { from })
      incoming.headers.host = host
      expect((await refuseSignInEarly(incoming))?.status, host).toBe(429)
    }
    const foreign = incomingPost("/api/auth/callback/credentials", { from })
    Object.assign(foreign.headers, { origin: "https://evil.example", "sec-fetch-mode": "navigate" })
    expect(await refuseSignInEarly(foreign), "the route refuses pages of other sites").toBe(undefined)
    expect(upstash().stats().commands).toBe(before)
  })

  test("S-3 of a form without scripts is led back to its page", async () => {
    const from = newAddress()
    await inGroups(ADDRESS_RATE.max, () => guess(from))
    const headers = {
      "sec-fetch-mode": "navigate",
      "sec-fetch-site": "same-origin",
      origin: "http://localhost:3000",
    }
    const answer = await openBrowser({ from }).send("callback/credentials", { method: "POST", headers })
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe("http://localhost:3000/sign-in?error=TooManyTries")
  })

  test("S-3 calls back from a provider 30 times a minute, and others still do", async () => {
    setEnv({ GITHUB_ID: "Iv1.8a61f9b3", GITHUB_SECRET: "8a61f9b3a7" })
    const from = newAddress()
    const call = (address: string) => {
      const browser = openBrowser({ from: address })
      browser.jar.set("next-auth.state", "made-up")
      return browser.send("callback/github?code=made-up&state=made-up")
    }
    for (let index = 0; index < 30; index += 1) expect((await call(from)).status).toBe(302)
    const refused = await call(from)
    expect([refused.status, (await refused.json()).code]).toEqual([429, "RATE_LIMITED"])
    expect((await call(newAddress())).status).toBe(302)
    setEnv({ GITHUB_ID: "", GITHUB_SECRET: "" })
  })

  test("S-3 who was sent to a provider's callback without having begun there uses up no count", async () => {
    const from = newAddress()
    const path = "callback/github?code=made-up&state=made-up"
    expect((await openBrowser({ from }).send(path)).status, "no provider is set up").toBe(404)
    setEnv({ GITHUB_ID: "Iv1.8a61f9b3", GITHUB_SECRET: "8a61f9b3a7" })
    for (let index = 0; index < 40; index += 1) {
      const answer = await openBrowser({ from }).send(index % 2 ? path : "callback/github")
      expect(answer.status).toBe(303)
      expect(answer.headers.get("location")).toMatch(/\/sign-in\?error=OAuthCallback$/)
    }
    const begun = openBrowser({ from })
    begun.jar.set("next-auth.state", "made-up")
    expect((await begun.send(path)).status).toBe(302)
    setEnv({ GITHUB_ID: "", GITHUB_SECRET: "" })
  })
})

test("S-3 the callback of passwords takes a post, and a look at it is no outage", async () => {
  const answer = await openBrowser({ from: newAddress() }).send("callback/credentials")
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"])
})

describe("S-3 passwords that come all at once", () => {
  /** How many are being hashed, as Node itself tells. */
  const running = new Set<number>()
  let most = 0
  const hook = createHook({
    init(id, type) {
      if (type !== "SCRYPTREQUEST") return
      running.add(id)
      most = Math.max(most, running.size)
    },
    before: (id) => void running.delete(id),
  })
  beforeAll(() => void hook.enable())
  afterAll(() => void hook.disable())
  test("S-3 are hashed two at a time; a few wait, and more are refused with 503, whoever's email it is", async () => {
    const emails = [EMAIL, "nobody@grantway.example", "ben@grantway.example", "other@grantway.example"]
    const sent = Array.from({ length: 60 }, (_, index) => emails[index % emails.length] ?? EMAIL)
    const answers = await Promise.all(sent.map((email) => guess(newAddress(), email)))
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(2)
    const refused = answers.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(20)
    expect(answers.filter(({ status }) => status === 401).length + refused.length).toBe(sent.length)
    for (const email of emails) {
      const statuses = answers.filter((_, index) => sent[index] === email).map(({ status }) => status)
      expect(statuses, email).toContain(503)
    }
    for (const answer of refused) {
      expect(answer.headers.get("retry-after")).toBe("5")
      expect(await answer.json()).toMatchObject({ code: "UNAVAILABLE", retryAfter: 5 })
    }
  })

  test("S-3 and were refused for the queue are not counted as guesses", async () => {
    const from = newAddress()
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => guess(index % 6 === 0 ? from : newAddress())),
    )
    const ours = answers.filter((_, index) => index % 6 === 0).filter(({ status }) => status === 401).length
    const again = await inGroups(GUESSES.perMinute.max - ours, () => guess(from))
    expect(statusesOf(again)).toEqual(times(401, again.length))
    expect((await guess(from)).status).toBe(429)
  })

  test("S-3 a device that the person signed in on before goes first, and is hashed while strangers are refused", async () => {
    const device = openBrowser({ from: newAddress() })
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
    const flood = Array.from({ length: 60 }, () => guess(newAddress(), "nobody@grantway.example"))
    const mine = device.signIn(EMAIL, DEMO_PASSWORD)
    expect((await mine).status).toBe(200)
    expect(statusesOf(await Promise.all(flood))).toContain(503)
  })
})
