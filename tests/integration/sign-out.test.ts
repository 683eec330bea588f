/** What signing out ends, and what it says where nothing was ended. */
import { Redis as PlainRedis } from "ioredis"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { currentPerson } from "@/lib/auth/current-person"
import { setEnv } from "@/lib/env"
import { EXPECTED_IDENTITY_HEADER } from "@/lib/sock8/core/wire"
import { cookieOf, send, startRefusalWorld } from "./refusal-world"
import { APP_ADDRESS, openBrowser } from "./sign-in-browser"

const SESSION_COOKIE = "next-auth.session-token"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
let plain: PlainRedis
beforeAll(async () => {
  world = await startRefusalWorld()
  setEnv({ NEXTAUTH_URL: APP_ADDRESS })
  plain = new PlainRedis(world.redisUrl)
})
beforeEach(() => plain.config("SET", "maxmemory", "0"))
afterAll(async () => {
  plain.disconnect()
  await world.stop()
})

/** A browser in which Ben is signed in, and a copy of his cookie. */
async function signedIn() {
  const browser = openBrowser()
  const copy = await cookieOf("ben")
  browser.jar.set(SESSION_COOKIE, copy.cookie.slice(SESSION_COOKIE.length + 1))
  const isGood = () => currentPerson(new Request(APP_ADDRESS, { headers: copy }))
  return { browser, copy, isGood }
}

test("S-29 where Redis refuses writes, signing out is 503, and the session and its cookie stay", async () => {
  const { browser, copy, isGood } = await signedIn()
  await plain.config("SET", "maxmemory", "1")
  const answer = await browser.signOut()
  expect([answer.status, (await answer.json()).code]).toEqual([503, "UNAVAILABLE"])
  expect(answer.headers.get("retry-after")).toBe("5")
  expect(answer.headers.getSetCookie().filter((cookie) => cookie.startsWith(SESSION_COOKIE))).toEqual([])
  expect(browser.jar.has(SESSION_COOKIE)).toBe(true)
  await plain.config("SET", "maxmemory", "0")
  expect(await isGood(), "still signed in, as the answer said").toMatchObject({ id: "ben" })
  expect((await browser.signOut()).status).toBe(200)
  expect(await isGood()).toBeUndefined()
  expect((await send("/api/channels/authenticate", { as: copy, body: {} })).status).toBe(401)
})

test("S-28 a page that shows another person does not end the session, and its own page does", async () => {
  const { browser, isGood } = await signedIn()
  const refused = await browser.signOut({ [EXPECTED_IDENTITY_HEADER]: "bea" })
  expect([refused.status, (await refused.json()).code]).toEqual([409, "IDENTITY_CHANGED"])
  expect(browser.jar.has(SESSION_COOKIE)).toBe(true)
  expect(await isGood()).toMatchObject({ id: "ben" })
  expect((await browser.signOut({ [EXPECTED_IDENTITY_HEADER]: "ben" })).status).toBe(200)
  expect(await isGood()).toBeUndefined()
})
