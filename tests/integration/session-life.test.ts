/** How long a session lasts, by the claims of its cookie, and how long its end is remembered. */
import { decode, encode, type JWT } from "next-auth/jwt"
import { afterAll, describe, expect, test, vi } from "vitest"
import { currentPerson, identify } from "@/lib/auth/current-person"
import { SESSION_MAX_AGE_SECONDS } from "@/lib/auth/session-cookie"
import { authorize } from "@/lib/authorize"
import { env } from "@/lib/env"
import { DEMO_PASSWORD } from "@/lib/people/demo-people"
import { realtime, withSock8 } from "@/lib/realtime"
import { redis } from "@/lib/redis/redis"
import { openBrowser } from "./sign-in-browser"
import { startSignInWorld } from "./sign-in-world"

const SESSION_COOKIE = "next-auth.session-token"
const DAY_SECONDS = 24 * 3600
const endpoints = withSock8({ authorize })

// Before its Redis is started, so that the keys there end by the same clock.
vi.useFakeTimers({ toFake: ["Date"] })
startSignInWorld()
afterAll(() => {
  realtime.close()
  vi.useRealTimers()
})

/** What the cookie itself says: a browser may keep it for as long as it likes. */
async function claimsOf(
  browser: ReturnType<typeof openBrowser>,
): Promise<JWT & { exp: number; iat: number }> {
  const token = browser.jar.get(SESSION_COOKIE) ?? ""
  const claims = await decode({ token, secret: env().NEXTAUTH_SECRET })
  if (typeof claims?.exp !== "number" || typeof claims.iat !== "number") throw new Error("No session cookie.")
  return { ...claims, exp: claims.exp, iat: claims.iat }
}

async function signedIn() {
  const browser = openBrowser()
  expect((await browser.signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(200)
  return browser
}

/** Moves the clock of the app and of its Redis. */
function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

function requestWith(claims: JWT, maxAge: number): Promise<Request> {
  return encode({ token: claims, secret: env().NEXTAUTH_SECRET, maxAge }).then(
    (token) => new Request("http://localhost:3000", { headers: { cookie: `${SESSION_COOKIE}=${token}` } }),
  )
}

const ben = () => ({ sub: "ben", name: "Ben Castillo", sid: crypto.randomUUID() })

describe("the claims of a session", () => {
  test("S-2 end seven days after the sign-in, whatever `Expires` tells the browser", async () => {
    const { iat, exp } = await claimsOf(await signedIn())
    expect(Math.abs(exp - iat - 7 * DAY_SECONDS)).toBeLessThanOrEqual(1)
  })

  test("S-2 are not prolonged by asking for the session, by GET or by POST", async () => {
    const browser = await signedIn()
    const first = await claimsOf(browser)
    for (let day = 1; day < 7; day += 1) {
      passSeconds(DAY_SECONDS)
      const asked = await browser.send("session")
      expect(await asked.json()).toMatchObject({ user: { id: "ben" } })
      await browser.post("session", { data: "{}" })
      expect((await claimsOf(browser)).exp).toBeLessThanOrEqual(first.exp)
    }
    passSeconds(DAY_SECONDS + 60)
    expect(await (await browser.send("session")).json()).toEqual({})
    expect(await currentPerson(browser.request())).toBeUndefined()
  })

  test("S-2 tell the page when the session ends", async () => {
    const browser = await signedIn()
    const { exp } = await claimsOf(browser)
    passSeconds(3 * DAY_SECONDS)
    const { expires } = await (await browser.send("session")).json()
    expect(Date.parse(expires)).toBe(exp * 1000)
  })

  test.each([
    ["30 days, as next-auth makes it where nothing is set", 30 * DAY_SECONDS],
    ["an hour too long", SESSION_MAX_AGE_SECONDS + 3600],
  ])("S-2 that last for %s are no session, and are not exchanged for one", async (_what, maxAge) => {
    const request = await requestWith(ben(), maxAge)
    expect(await identify(request.headers)).toEqual({ kind: "nobody" })
    const browser = openBrowser()
    browser.jar.set(SESSION_COOKIE, request.headers.get("cookie")?.split("=")[1] ?? "")
    expect(await (await browser.send("session")).json()).toEqual({})
    expect(await currentPerson(browser.request())).toBeUndefined()
  })

  test("S-2 of a session that has not begun yet are none", async () => {
    passSeconds(2 * DAY_SECONDS)
    const request = await requestWith(ben(), SESSION_MAX_AGE_SECONDS)
    passSeconds(-2 * DAY_SECONDS)
    expect(await identify(request.headers)).toEqual({ kind: "nobody" })
  })
})

describe("the end of a session", () => {
  test("S-2 is remembered for longer than any copy of its cookie is good", async () => {
    const browser = await signedIn()
    const copy = browser.request()
    await browser.signOut()
    for (let day = 0; day <= 31; day += 1) {
      expect(await identify(copy.headers), `day ${day}`).toEqual({ kind: "nobody" })
      passSeconds(DAY_SECONDS)
    }
  })

  test("S-2 is remembered in both places in which it is looked up", async () => {
    const browser = await signedIn()
    const { sid, exp } = await claimsOf(browser)
    await browser.signOut()
    const lives = exp - Math.floor(Date.now() / 1000)
    for (const key of [`grantway:ended-session:${sid}`, `grantway:revoked:${sid}`]) {
      expect(await redis().ttl(key), key).toBeGreaterThan(lives + 60)
    }
  })
})

test("S-2 a channel token ends with the session that it was given to", async () => {
  const maxAge = 120
  const request = await requestWith(ben(), maxAge)
  const cookie = request.headers.get("cookie") ?? ""
  const answer = await endpoints(
    new Request("http://localhost:3000/authenticate", { method: "POST", headers: { cookie } }),
  )
  expect(answer.status).toBe(200)
  const { expiresAt } = await answer.json()
  expect(expiresAt).toBeLessThanOrEqual(Date.now() + maxAge * 1000)
})

describe("several cookies of one name", () => {
  /** Signs out with these cookies, in the order in which a browser sends them. */
  async function signOutWith(cookies: (good: string) => string) {
    const browser = await signedIn()
    const good = browser.jar.get(SESSION_COOKIE) ?? ""
    browser.jar.delete(SESSION_COOKIE)
    browser.jar.set("planted", `1; ${cookies(`${SESSION_COOKIE}=${good}`)}`)
    const answer = await browser.signOut()
    const copy = new Request("http://localhost:3000", { headers: { cookie: `${SESSION_COOKIE}=${good}` } })
    return { answer, person: await currentPerson(copy) }
  }

  test.each([
    ["one that is good alone", (good: string) => good],
    ["nonsense behind it", (good: string) => `${good}; ${SESSION_COOKIE}=junk`],
    ["nonsense in quotes behind it", (good: string) => `${good}; ${SESSION_COOKIE}="x"`],
    ["an empty one behind it", (good: string) => `${good}; ${SESSION_COOKIE}=`],
    ["nonsense in front of it", (good: string) => `${SESSION_COOKIE}=junk; ${good}`],
    ["a chunk of nonsense behind it", (good: string) => `${good}; ${SESSION_COOKIE}.0=junk`],
    ["a chunk of nonsense in front of it", (good: string) => `${SESSION_COOKIE}.0=junk; ${good}`],
  ])("S-2 signing out ends a session with %s, and clears the cookie", async (_, cookies) => {
    const { answer, person } = await signOutWith(cookies)
    expect(answer.status).toBe(200)
    expect(person).toBeUndefined()
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/^next-auth\.session-token=; .*Max-Age=0/m)
  })

  test("S-2 signing out ends both of two sessions that a request carries", async () => {
    const other = await signedIn()
    const { person } = await signOutWith(
      (good) => `${good}; ${SESSION_COOKIE}=${other.jar.get(SESSION_COOKIE)}`,
    )
    expect(person).toBeUndefined()
    expect(await currentPerson(other.request())).toBeUndefined()
  })
})
