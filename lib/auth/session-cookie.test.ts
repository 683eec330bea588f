import { randomUUID } from "node:crypto"
import { SignJWT } from "jose"
import { encode, type JWT } from "next-auth/jwt"
import { beforeEach, describe, expect, test, vi } from "vitest"
import { setEnv } from "../env"
import { readSession, SESSION_MAX_AGE_SECONDS, sessionCookieName } from "./session-cookie"

const SECRET = "q7Zt0mVnB4xKcW9eRf2LhYs8DpGu1JaO3iTb6NQkXvM="
const OTHER_SECRET = "Hn5wQe8rTy2uIo9pAs3dFg6hJk1lZx4cVb7nMm0qWvE="
const NAME = "next-auth.session-token"

beforeEach(() => {
  setEnv({ NEXTAUTH_SECRET: SECRET, JWT_SECRET: OTHER_SECRET, NEXTAUTH_URL: "" })
})

const ada: JWT = { sub: "ada", name: "Ada Okafor", sid: randomUUID() }

function tokenOf(claims: JWT, { secret = SECRET, maxAge = 60 } = {}): Promise<string> {
  return encode({ token: claims, secret, maxAge })
}

describe("a session", () => {
  test("says who somebody is", async () => {
    const session = await readSession(`theme=dark; ${NAME}=${await tokenOf(ada)}; other=1`)
    expect(session).toEqual({
      ...{ personId: "ada", name: "Ada Okafor", sessionId: ada.sid },
      expiresAt: expect.any(Number),
    })
    const leftMs = (session?.expiresAt ?? 0) - Date.now()
    expect(leftMs).toBeGreaterThan(50_000)
    expect(leftMs).toBeLessThanOrEqual(61_000)
  })

  test("may be spread over several cookies, in any order", async () => {
    const token = await tokenOf(ada)
    const parts = [token.slice(0, 50), token.slice(50, 100), token.slice(100)]
    const header = [2, 0, 1].map((index) => `${NAME}.${index}=${parts[index]}`).join("; ")
    expect(await readSession(header)).toMatchObject({ personId: "ada" })
  })

  test("with a part missing is none", async () => {
    const token = await tokenOf(ada)
    expect(await readSession(`${NAME}.0=${token.slice(0, 50)}; ${NAME}.2=${token.slice(50)}`)).toBeUndefined()
    expect(await readSession(`${NAME}.1=${token}`)).toBeUndefined()
  })

  test("has a Secure name over https, and is not read under the other one", async () => {
    const token = await tokenOf(ada)
    setEnv({ NEXTAUTH_URL: "https://app.example.org" })
    expect(sessionCookieName()).toBe(`__Secure-${NAME}`)
    expect(await readSession(`__Secure-${NAME}=${token}`)).toMatchObject({ personId: "ada" })
    expect(await readSession(`${NAME}=${token}`)).toBeUndefined()
  })
})

test("a session of a process whose clock is up to a minute ahead is one, and no later one", async () => {
  const madeIn = async (seconds: number) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 })
    const token = await tokenOf(ada, { maxAge: SESSION_MAX_AGE_SECONDS })
    vi.useRealTimers()
    return readSession(`${NAME}=${token}`)
  }
  for (const seconds of [30, 58])
    expect(await madeIn(seconds), `${seconds} s`).toMatchObject({ personId: "ada" })
  expect(await madeIn(65)).toBeUndefined()
})

test("S-1 a cookie cannot make the server derive a key as often as it asks for", async () => {
  const part = (value: object | string) =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")
  const cookieWith = (p2c: number) => {
    const header = { alg: "PBES2-HS512+A256KW", enc: "A256GCM", p2s: part("salt of a stranger"), p2c }
    return `${NAME}=${[header, "key".repeat(14), "iv".repeat(6), "text", "tag".repeat(5)].map(part).join(".")}`
  }
  const [few, many] = [cookieWith(100), cookieWith(10_000)]
  expect(await readSession(many)).toBeUndefined()
  const fastest = async (cookie: string) => {
    const times: number[] = []
    for (let run = 0; run < 20; run++) {
      const start = performance.now()
      await readSession(cookie)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  // A hundred times the rounds: they take the time, unless none is done.
  expect(await fastest(many)).toBeLessThan(10 * (await fastest(few)))
})

describe("nobody is signed in", () => {
  test("without a cookie", async () => {
    for (const header of [null, "", ";;", "=", NAME, `${NAME}=`, "other=1"]) {
      expect(await readSession(header)).toBeUndefined()
    }
  })

  test("by a cookie whose name only begins like the session's", async () => {
    expect(await readSession(`${NAME}2=${await tokenOf(ada)}`)).toBeUndefined()
  })

  test("by a cookie that was tampered with, at any place", async () => {
    const token = await tokenOf(ada)
    for (let at = 0; at < token.length - 1; at += 17) {
      const other = token[at] === "A" ? "B" : "A"
      const forged = `${token.slice(0, at)}${other}${token.slice(at + 1)}`
      expect(await readSession(`${NAME}=${forged}`)).toBeUndefined()
    }
  })

  test("by a cookie that is no token", async () => {
    for (const value of [
      "%",
      "a.b.c",
      "....",
      "null",
      "é",
      "x".repeat(100_000),
      "eyJhbGciOiJub25lIn0.e30.",
    ]) {
      expect(await readSession(`${NAME}=${value}`)).toBeUndefined()
    }
  })

  test("by a cookie of another secret", async () => {
    expect(await readSession(`${NAME}=${await tokenOf(ada, { secret: OTHER_SECRET })}`)).toBeUndefined()
  })

  test("by a cookie that expired", async () => {
    expect(await readSession(`${NAME}=${await tokenOf(ada, { maxAge: -60 })}`)).toBeUndefined()
  })

  test("S-2 by a cookie that lives longer than a session does, or begins later", async () => {
    const maxAge = SESSION_MAX_AGE_SECONDS
    expect(await readSession(`${NAME}=${await tokenOf(ada, { maxAge })}`)).toBeDefined()
    for (const tooLong of [maxAge + 60, 30 * 24 * 3600, 1e9]) {
      expect(await readSession(`${NAME}=${await tokenOf(ada, { maxAge: tooLong })}`)).toBeUndefined()
    }
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3600_000 })
    const ofTheFuture = await tokenOf(ada)
    vi.useRealTimers()
    expect(await readSession(`${NAME}=${ofTheFuture}`)).toBeUndefined()
  })

  test("by a signed token in place of the encrypted one", async () => {
    const { sid } = ada
    const jwt = new SignJWT({ name: "Ada Okafor", sid })
      .setSubject("ada")
      .setProtectedHeader({ alg: "HS256" })
    const signed = await jwt.setExpirationTime("1 minute").sign(new TextEncoder().encode(SECRET))
    expect(await readSession(`${NAME}=${signed}`)).toBeUndefined()
  })

  test.each([
    ["no person", { name: "Ada", sid: randomUUID() }],
    ["a person that no id can be", { ...ada, sub: "ada.*" }],
    ["no session", { sub: "ada", name: "Ada" }],
    ["no name", { sub: "ada", sid: randomUUID() }],
  ])("by a cookie that names %s", async (_what, claims) => {
    expect(await readSession(`${NAME}=${await tokenOf(claims)}`)).toBeUndefined()
  })
})
