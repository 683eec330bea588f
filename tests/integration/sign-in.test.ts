import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { currentPerson, identify } from "@/lib/auth/current-person"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD, demoPeople } from "@/lib/people/demo-people"
import { findPersonByEmail, readPerson, savePerson } from "@/lib/people/people"
import { seedDemoPeople } from "@/lib/people/seed-demo-people"
import { PERSON_TTL_SECONDS } from "@/lib/redis/keys"
import { redis } from "@/lib/redis/redis"
import { openBrowser } from "./sign-in-browser"
import { refusalIn, startSignInWorld } from "./sign-in-world"

const SESSION_COOKIE = "next-auth.session-token"
const { upstash } = startSignInWorld()

describe("signing in", () => {
  test("with the right password gives a session that names the person and nothing else", async () => {
    const browser = openBrowser()
    const answer = await browser.signIn("ada@grantway.example", DEMO_PASSWORD)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ url: "http://localhost:3000/dashboard" })
    expect(await currentPerson(browser.request())).toMatchObject({ id: "ada", role: "admin" })
    const session = await (await browser.send("session")).json()
    expect(session).toEqual({ expires: expect.any(String), user: { id: "ada", name: "Ada Okafor" } })
  })

  test("takes the e-mail as people type it", async () => {
    const browser = openBrowser()
    await browser.signIn(" Ben@Grantway.Example ", DEMO_PASSWORD)
    expect(await currentPerson(browser.request())).toMatchObject({ id: "ben" })
  })

  test("sets a cookie that scripts cannot read and other sites cannot send", async () => {
    const answer = await openBrowser().signIn("ben@grantway.example", DEMO_PASSWORD)
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(SESSION_COOKIE))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(answer.headers.get("cache-control")).toBe("no-store")
  })

  test("gives a new session each time", async () => {
    const browser = openBrowser()
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    const first = await identify(browser.request().headers)
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    const second = await identify(browser.request().headers)
    expect([first.kind, second.kind]).toEqual(["person", "person"])
    expect(first).not.toEqual(second)
  })

  test("is open to suspended people, who have to be told so", async () => {
    const browser = openBrowser()
    await browser.signIn("sam@grantway.example", DEMO_PASSWORD)
    expect(await currentPerson(browser.request())).toMatchObject({ id: "sam", suspended: true })
  })
})

describe("nobody is signed in", () => {
  test("by a wrong password or an unknown e-mail, and the two look alike", async () => {
    const browser = openBrowser()
    const wrong = await refusalIn(await browser.signIn("ada@grantway.example", "open-sesame"))
    const unknown = await refusalIn(await browser.signIn("nobody@grantway.example", DEMO_PASSWORD))
    expect(wrong).toEqual({ status: 401, error: "CredentialsSignin" })
    expect(unknown).toEqual(wrong)
    expect(browser.jar.has(SESSION_COOKIE)).toBe(false)
    expect(await currentPerson(browser.request())).toBeUndefined()
  })

  test.each([
    ["an empty password", "ada@grantway.example", ""],
    ["an empty e-mail", "", DEMO_PASSWORD],
    ["a password beyond the bound", "ada@grantway.example", DEMO_PASSWORD.padEnd(201, "!")],
    ["an e-mail beyond the bound", `${"a".repeat(255)}@grantway.example`, DEMO_PASSWORD],
    ["an id in place of the e-mail", "ada", DEMO_PASSWORD],
  ])("by %s", async (_what, email, password) => {
    expect(await refusalIn(await openBrowser().signIn(email, password))).toMatchObject({ status: 401 })
  })

  test("by a form of another site, which has no CSRF token", async () => {
    const browser = openBrowser()
    await browser.send("csrf")
    const body = new URLSearchParams({ email: "ada@grantway.example", password: DEMO_PASSWORD }).toString()
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const answer = await browser.send("callback/credentials", { method: "POST", headers, body })
    expect(answer.headers.get("location")).toContain("csrf=true")
    expect(browser.jar.has(SESSION_COOKIE)).toBe(false)
  })

  test("by a session cookie in the Authorization header", async () => {
    const browser = openBrowser()
    await browser.signIn("ada@grantway.example", DEMO_PASSWORD)
    const token = browser.jar.get(SESSION_COOKIE)
    const request = new Request("http://localhost:3000", { headers: { authorization: `Bearer ${token}` } })
    expect(await currentPerson(request)).toBeUndefined()
  })

  test("of the demo people, once they are switched off", async () => {
    const browser = openBrowser()
    await browser.signIn("ada@grantway.example", DEMO_PASSWORD)
    setEnv({ DEMO_PEOPLE: "off" })
    try {
      expect(await identify(browser.request().headers)).toEqual({ kind: "unknown", personId: "ada" })
      expect(await refusalIn(await browser.signIn("ada@grantway.example", DEMO_PASSWORD))).toMatchObject({
        status: 401,
      })
    } finally {
      setEnv({ DEMO_PEOPLE: "on" })
    }
  })
})

describe("a session", () => {
  test("reads the person anew each time", async () => {
    const browser = openBrowser()
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    const ben = await readPerson("ben")
    if (!ben) throw new Error("Ben is missing.")
    await savePerson({ ...ben, suspended: true, teamIds: [] })
    expect(await currentPerson(browser.request())).toMatchObject({ suspended: true, teamIds: [] })
  })

  test("of somebody who is gone is told apart from no session", async () => {
    const browser = openBrowser()
    expect(await identify(browser.request().headers)).toEqual({ kind: "nobody" })
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    await redis().flushdb()
    expect(await identify(browser.request().headers)).toEqual({ kind: "unknown", personId: "ben" })
    expect(await currentPerson(browser.request())).toBeUndefined()
  })

  test("costs one Redis command, and none without a good cookie", async () => {
    const browser = openBrowser()
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    const before = upstash().stats().commands
    await currentPerson(browser.request())
    expect(upstash().stats().commands - before).toBe(1)
    const forged = new Request("http://localhost:3000", {
      headers: { cookie: `${SESSION_COOKIE}=a.b.c.d.e` },
    })
    await currentPerson(forged)
    expect(upstash().stats().commands - before).toBe(1)
  })

  test("ends for every copy of its cookie when its owner signs out, and other sessions go on", async () => {
    const [laptop, phone] = [openBrowser(), openBrowser()]
    await laptop.signIn("ben@grantway.example", DEMO_PASSWORD)
    await phone.signIn("ben@grantway.example", DEMO_PASSWORD)
    const copy = laptop.request()
    await laptop.signOut()
    expect(laptop.jar.has(SESSION_COOKIE)).toBe(false)
    expect(await currentPerson(copy)).toBeUndefined()
    expect(await currentPerson(phone.request())).toMatchObject({ id: "ben" })
  })
})

describe("guessing", () => {
  // Tries are counted by the minute of the clock, and a test must not begin in one and end in the next.
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 60_000) * 60_000 + 1000 }),
  )
  afterEach(() => void vi.useRealTimers())

  test("is refused after ten wrong passwords for an e-mail, be the eleventh right or not", async () => {
    const browser = openBrowser()
    const refusals = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        openBrowser().signIn("bea@grantway.example", `guess ${index}`),
      ),
    )
    const statuses = refusals.map(({ status }) => status).sort()
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    const answer = await browser.signIn("bea@grantway.example", DEMO_PASSWORD)
    expect(answer.headers.get("retry-after")).toBe("59")
    expect(await refusalIn(answer)).toEqual({ status: 429, error: "TooManyTries" })
    expect((await browser.signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(200)
  })

  test("is not what people do who sign in often", async () => {
    for (let count = 0; count < 12; count++) {
      expect((await openBrowser().signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(200)
    }
  })
})

describe("the demo people", () => {
  test("are found by their e-mail", async () => {
    for (const { id, email } of demoPeople) expect(await findPersonByEmail(email)).toMatchObject({ id })
    expect(await findPersonByEmail("nobody@grantway.example")).toBeUndefined()
  })

  test("stay as they are when the app starts again, and come back when they are gone", async () => {
    const ben = await readPerson("ben")
    if (!ben) throw new Error("Ben is missing.")
    await savePerson({ ...ben, suspended: true })
    await redis().del("grantway:person:una")
    await seedDemoPeople()
    expect(await readPerson("ben")).toMatchObject({ suspended: true })
    expect(await readPerson("una")).toMatchObject({ emailVerified: false })
    expect((await openBrowser().signIn("una@grantway.example", DEMO_PASSWORD)).status).toBe(200)
  })

  test("end by themselves, and not soon", async () => {
    await openBrowser().signIn("ben@grantway.example", DEMO_PASSWORD)
    for (const key of await redis().keys("*")) {
      const seconds = await redis().ttl(key)
      expect([key, seconds > 0 && seconds <= PERSON_TTL_SECONDS]).toEqual([key, true])
    }
  })
})
