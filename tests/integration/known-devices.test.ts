/** Devices that were signed in on before: what they are spared, and how little their cookie is worth by itself. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { currentPerson, identify } from "@/lib/auth/current-person"
import { beginSignIn } from "@/lib/auth/sign-in-attempt"
import { countGuess, DEVICE_RATE, GUESSES, KNOWN_RATE } from "@/lib/auth/sign-in-tries"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD } from "@/lib/people/demo-people"
import { inGroups } from "./in-groups"
import { APP_ADDRESS, openBrowser } from "./sign-in-browser"
import { startSignInWorld } from "./sign-in-world"

startSignInWorld()
const EMAIL = "bea@grantway.example"
const DEVICE_COOKIE = "grantway.device"

beforeAll(() => void setEnv({ VERCEL: "1" }))
beforeEach(() => {
  const hour = Math.ceil(Date.now() / 3_600_000) + 1
  vi.useFakeTimers({ toFake: ["Date"], now: hour * 3_600_000 + 1_000 })
})
afterAll(() => {
  vi.useRealTimers()
  Reflect.deleteProperty(process.env, "VERCEL")
  setEnv({})
})

let count = 0
/** An address that nobody used before. */
const newAddress = () => `203.0.113.${++count}`
const passMinute = () => vi.setSystemTime(Date.now() + 60_000)

async function knownDevice(from = newAddress()) {
  const device = openBrowser({ from })
  expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  return device
}

/** A program that has nothing but the cookie. */
function thiefWith(device: Awaited<ReturnType<typeof knownDevice>>, from = newAddress()) {
  const thief = openBrowser({ from })
  thief.jar.set(DEVICE_COOKIE, device.jar.get(DEVICE_COOKIE) ?? "")
  return thief
}

describe("S-3 the cookie of a known device", () => {
  test("S-3 is given for the right password and for nothing else", async () => {
    const browser = openBrowser({ from: newAddress() })
    await browser.signIn(EMAIL, "not-the-password")
    expect(browser.jar.has(DEVICE_COOKIE)).toBe(false)
    await browser.signIn(EMAIL, DEMO_PASSWORD)
    expect(browser.jar.has(DEVICE_COOKIE)).toBe(true)
    await browser.signOut()
    expect(browser.jar.has(DEVICE_COOKIE)).toBe(true)
  })

  test("S-3 says who nobody is: not as a session, not as a token, and not without the password", async () => {
    const value = (await knownDevice()).jar.get(DEVICE_COOKIE) ?? ""
    for (const headers of [
      { cookie: `${DEVICE_COOKIE}=${value}` },
      { cookie: `next-auth.session-token=${value}` },
      { authorization: `Bearer ${value}` },
    ]) {
      const request = new Request(APP_ADDRESS, { headers })
      expect(await identify(request.headers)).toEqual({ kind: "nobody" })
      expect(await currentPerson(request)).toBeUndefined()
    }
    const thief = openBrowser({ from: newAddress() })
    thief.jar.set(DEVICE_COOKIE, value)
    expect((await thief.signIn(EMAIL, "not-the-password")).status).toBe(401)
    expect(await (await thief.send("session")).json()).toEqual({})
  })

  test("S-3 helps with the one email that it was given for", async () => {
    const from = newAddress()
    const device = await knownDevice(from)
    await inGroups(GUESSES.perMinute.max, () => openBrowser({ from }).signIn("ben@grantway.example", "wrong"))
    expect((await device.signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(429)
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  })

  test("S-3 that was stolen gives ten tries an hour, and is a stranger's then", async () => {
    const device = await knownDevice()
    const from = newAddress()
    const thief = thiefWith(device, from)
    // One was used by its owner to become known in the first place, as a stranger: it is not counted here.
    const statuses: number[] = []
    for (let index = 0; index < DEVICE_RATE.max + GUESSES.perMinute.max + 2; index += 1) {
      statuses.push((await thief.signIn(EMAIL, `guess ${index}`)).status)
    }
    const allowed = DEVICE_RATE.max + GUESSES.perMinute.max
    expect(statuses).toEqual([...Array<number>(allowed).fill(401), 429, 429])
    expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
    expect((await openBrowser({ from: newAddress() }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  })

  test("S-3 does not begin to count again by signing in once more", async () => {
    const device = await knownDevice()
    const [, before] = [await device.signIn(EMAIL, DEMO_PASSWORD), device.jar.get(DEVICE_COOKIE)]
    for (let index = 0; index < DEVICE_RATE.max; index += 1) await device.signIn(EMAIL, DEMO_PASSWORD)
    expect(device.jar.get(DEVICE_COOKIE)).not.toBe(before)
    const { admit } = await beginSignIn(
      new Request(APP_ADDRESS, { headers: { cookie: `${DEVICE_COOKIE}=${device.jar.get(DEVICE_COOKIE)}` } }),
    )
    expect((await admit(EMAIL)).lane).toBe("last")
  })
})

test("S-3 one person's known device, however often it tries, keeps no known device of another out", async () => {
  const from = newAddress()
  const ben = openBrowser({ from })
  expect((await ben.signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(200)
  const bea = await knownDevice(from)
  const tries = await inGroups(130, (n) => bea.signIn(EMAIL, `wrong ${n}`))
  expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThan(90)
  expect((await ben.signIn("ben@grantway.example", DEMO_PASSWORD)).status).toBe(200)
})

test("S-3 many devices of one person, at one address, have twenty tries a minute together", async () => {
  const from = newAddress()
  const devices = await Promise.all([1, 2, 3].map(() => knownDevice(from)))
  const admitted = []
  for (const { jar } of devices) {
    const headers = {
      cookie: `${DEVICE_COOKIE}=${jar.get(DEVICE_COOKIE)}`,
      "x-vercel-forwarded-for": from,
    }
    for (let index = 0; index < 8; index += 1) {
      const attempt = await beginSignIn(new Request(APP_ADDRESS, { headers }))
      admitted.push((await attempt.admit(EMAIL)).lane)
    }
  }
  expect(admitted.filter((lane) => lane === "first")).toHaveLength(KNOWN_RATE.max)
})

test("S-3 600 wrong passwords in an hour, from twenty addresses, keep out strangers and no known device", async () => {
  const device = await knownDevice()
  const addresses = Array.from({ length: 20 }, newAddress)
  for (let minute = 0; minute < 3; minute += 1) {
    await inGroups(addresses.length * 10, (n) => countGuess(EMAIL, addresses[n % addresses.length]))
    passMinute()
  }
  const refused = await openBrowser({ from: newAddress() }).signIn(EMAIL, DEMO_PASSWORD)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(3600)
  expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  expect(
    (await openBrowser({ from: newAddress() }).signIn("ben@grantway.example", DEMO_PASSWORD)).status,
  ).toBe(200)
})

test("S-3 one address alone cannot bring that about: it is refused after 30 in the hour, and counts no further", async () => {
  const address = newAddress()
  let counted = 0
  for (let minute = 0; minute < 59; minute += 1) {
    for (let index = 0; index < 11; index += 1) {
      const isCounted = await countGuess(EMAIL, address).then(
        () => true,
        () => false,
      )
      if (isCounted) counted += 1
      else break
    }
    passMinute()
  }
  expect(counted).toBe(GUESSES.perHour.max)
  expect((await openBrowser({ from: newAddress() }).signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
})

test("S-3 where addresses are not known, the email alone is counted, and a known device gets in all the same", async () => {
  Reflect.deleteProperty(process.env, "VERCEL")
  setEnv({})
  const device = openBrowser()
  expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  await inGroups(GUESSES.perMinute.max, () => openBrowser().signIn(EMAIL, "wrong"))
  expect((await openBrowser().signIn(EMAIL, DEMO_PASSWORD)).status).toBe(429)
  expect((await device.signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
  passMinute()
  expect((await openBrowser().signIn(EMAIL, DEMO_PASSWORD)).status).toBe(200)
})
