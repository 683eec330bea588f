import { randomUUID } from "node:crypto"
import { decode, encode } from "next-auth/jwt"
import { beforeEach, expect, test, vi } from "vitest"
import { setEnv } from "../env"
import { digest } from "../redis/keys"
import { DEVICE_MAX_AGE_SECONDS, deviceCookie, readDevice } from "./device-cookie"
import { readSession } from "./session-cookie"

const SECRET = "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM="
const EMAIL = "ada@grantway.example"

beforeEach(() => {
  vi.useRealTimers()
  setEnv({
    ...{ NEXTAUTH_SECRET: SECRET, JWT_SECRET: "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE=" },
    NEXTAUTH_URL: "",
  })
})

const pairOf = (setCookie: string) => setCookie.split(";")[0] ?? ""
const tokenIn = (setCookie: string) => pairOf(setCookie).split("=")[1] ?? ""

test("S-3 a device is known for the email that was signed in with, and keeps its id", async () => {
  const first = await readDevice(pairOf(await deviceCookie(EMAIL, undefined)))
  expect(first).toEqual({ id: expect.any(String), emailDigest: digest(EMAIL) })
  const again = await readDevice(pairOf(await deviceCookie(EMAIL, first)))
  expect(again).toEqual(first)
  const other = await readDevice(pairOf(await deviceCookie("ben@grantway.example", first)))
  expect(other?.emailDigest).toBe(digest("ben@grantway.example"))
  expect(other?.id).not.toBe(first?.id)
})

test("S-3 its cookie is of no use to scripts, other sites and other routes", async () => {
  const attributes = (await deviceCookie(EMAIL, undefined)).split("; ").slice(1)
  expect(attributes).toEqual(["Path=/api/auth", "Max-Age=7776000", "HttpOnly", "SameSite=Strict"])
  setEnv({ NEXTAUTH_URL: "https://app.example.org" })
  const secure = await deviceCookie(EMAIL, undefined)
  expect(secure).toMatch(/^__Secure-grantway\.device=/)
  expect(secure).toMatch(/; Secure$/)
})

test("S-3 it is no session, and a session is no device", async () => {
  const device = tokenIn(await deviceCookie(EMAIL, undefined))
  expect(await readSession(`next-auth.session-token=${device}`)).toBeUndefined()
  const claims = {
    sub: "ada",
    name: "Ada",
    sid: randomUUID(),
    emailDigest: digest(EMAIL),
    device: randomUUID(),
  }
  const session = await encode({ token: claims, secret: SECRET, maxAge: 3600 })
  expect(await readSession(`next-auth.session-token=${session}`)).toBeDefined()
  expect(await readDevice(`grantway.device=${session}`)).toBeUndefined()
})

test("S-3 it ends after 90 days, by its own claims, and a longer one is none", async () => {
  const cookie = pairOf(await deviceCookie(EMAIL, undefined))
  const salt = "grantway.device"
  const claims = await decode({ token: tokenIn(cookie), secret: SECRET, salt })
  expect(Number(claims?.exp) - Number(claims?.iat)).toBe(DEVICE_MAX_AGE_SECONDS)
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (DEVICE_MAX_AGE_SECONDS - 60) * 1000 })
  expect(await readDevice(cookie)).toBeDefined()
  vi.setSystemTime(Date.now() + 120_000)
  expect(await readDevice(cookie)).toBeUndefined()
  const token = { emailDigest: digest(EMAIL), device: randomUUID() }
  const long = await encode({ token, secret: SECRET, salt, maxAge: DEVICE_MAX_AGE_SECONDS + 3600 })
  expect(await readDevice(`grantway.device=${long}`)).toBeUndefined()
})

test("S-3 what was tampered with or made up is no device", async () => {
  const value = tokenIn(await deviceCookie(EMAIL, undefined))
  for (let at = 0; at < value.length - 1; at += 17) {
    const forged = `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`
    expect(await readDevice(`grantway.device=${forged}`)).toBeUndefined()
  }
  for (const text of ["", "a.b.c.d.e", "null", "x".repeat(50_000), "%"]) {
    expect(await readDevice(`grantway.device=${text}`)).toBeUndefined()
  }
  expect(await readDevice(null)).toBeUndefined()
})
