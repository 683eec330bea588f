/** Session cookies that were copied, kept, renewed or forged by a forger who knows the app's key. */
import type { APIRequestContext, APIResponse } from "@playwright/test"
import { decode, encode, type JWT } from "next-auth/jwt"
import { letIn } from "../fixtures/sign-in"
import { expect, test } from "./siege"

const SESSION_COOKIE = "next-auth.session-token"
const DAY_SECONDS = 24 * 3600
const NOBODY = { status: 401, code: "AUTH_REQUIRED" }

/** Without it a forged cookie would be refused for its key, and say nothing about its claims. */
function secret(): string {
  const key = process.env.E2E_NEXTAUTH_SECRET
  if (!key) throw new Error("E2E_NEXTAUTH_SECRET is not set: run the tests by the Playwright config.")
  return key
}

async function cookieOf(request: APIRequestContext): Promise<string> {
  const { cookies } = await request.storageState()
  return cookies.find(({ name }) => name === SESSION_COOKIE)?.value ?? ""
}

async function claimsOf(request: APIRequestContext): Promise<JWT & { iat: number; exp: number }> {
  const claims = await decode({ token: await cookieOf(request), secret: secret() })
  if (typeof claims?.iat !== "number" || typeof claims.exp !== "number")
    throw new Error("There is no session.")
  return { ...claims, iat: claims.iat, exp: claims.exp }
}

/** Everything that a session opens, asked with this cookie. */
function uses(request: APIRequestContext, cookie: string): Record<string, () => Promise<APIResponse>> {
  const headers = { cookie: `${SESSION_COOKIE}=${cookie}` }
  return {
    "a token": () => request.post("/api/realtime-token", { headers }),
    "a token with its channels": () => request.post("/api/channels/authenticate", { headers, data: {} }),
    "a stream": () =>
      request.get("/api/realtime?channel=team.red.chat", {
        headers: { ...headers, accept: "text/event-stream" },
      }),
    "a wave": () => request.post("/api/wave", { headers, data: { to: "bea" } }),
  }
}

test("S-2 a session's cookie says seven days itself, and no request makes it say more", async ({
  playwright,
  base,
  siege,
}) => {
  const request = await playwright.request.newContext({ baseURL: base })
  await letIn(request, "ben")
  const first = await claimsOf(request)
  expect(Math.abs(first.exp - first.iat - 7 * DAY_SECONDS)).toBeLessThanOrEqual(1)
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  const visits: Record<string, () => Promise<APIResponse>> = {
    "GET session": () => request.get("/api/auth/session"),
    "POST session": () => request.post("/api/auth/session", { data: { csrfToken, data: { exp: 9e9 } } }),
    "GET signin": () => request.get("/api/auth/signin", { maxRedirects: 0 }),
    dashboard: () => request.get("/dashboard"),
  }
  for (const [title, visit] of Object.entries(visits)) {
    await siege.harmless(title, async () => {
      expect((await visit()).status()).toBeLessThan(400)
      expect((await claimsOf(request)).exp).toBe(first.exp)
    })
  }
  await request.dispose()
})

test("S-2 a cookie that claims a longer life, or to begin later, opens nothing", async ({
  playwright,
  base,
  siege,
}) => {
  const request = await playwright.request.newContext({ baseURL: base })
  const ben = { sub: "ben", name: "Ben Castillo", sid: crypto.randomUUID() }
  const good = await encode({ token: ben, secret: secret(), maxAge: 7 * DAY_SECONDS })
  for (const [title, use] of Object.entries(uses(request, good)).slice(0, 2)) {
    expect((await use()).status(), `${title} with a good cookie`).toBe(200)
  }
  for (const days of [8, 30, 365, 1e5]) {
    const cookie = await encode({ token: ben, secret: secret(), maxAge: days * DAY_SECONDS })
    for (const [title, use] of Object.entries(uses(request, cookie))) {
      await siege.refused(`${title}, ${days} days`, use(), NOBODY)
    }
    await siege.harmless(`a session, ${days} days`, async () => {
      const headers = { cookie: `${SESSION_COOKIE}=${cookie}` }
      const answer = await request.get("/api/auth/session", { headers })
      expect(await answer.json()).toEqual({})
      expect(answer.headers()["set-cookie"] ?? "").not.toMatch(/session-token=[^;]/)
    })
  }
  await request.dispose()
})

test("S-2 a cookie that was copied before its owner signed out opens nothing", async ({
  playwright,
  base,
  siege,
}) => {
  const request = await playwright.request.newContext({ baseURL: base })
  const thief = await playwright.request.newContext({ baseURL: base })
  await letIn(request, "ben")
  const copy = await cookieOf(request)
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  await request.post("/api/auth/signout", { form: { csrfToken, json: "true" }, maxRedirects: 0 })
  for (const [title, use] of Object.entries(uses(thief, copy))) await siege.refused(title, use(), NOBODY)
  await siege.harmless("to renew it", async () => {
    const headers = { cookie: `${SESSION_COOKIE}=${copy}` }
    expect(await (await thief.get("/api/auth/session", { headers })).json()).toEqual({})
    for (const [title, use] of Object.entries(uses(thief, copy))) {
      expect((await use()).status(), title).toBe(401)
    }
  })
  await Promise.all([request.dispose(), thief.dispose()])
})
