/** Signing in and out as a page of another site would have its visitor do it. */
import type { APIRequestContext } from "@playwright/test"
import { demoPassword, people } from "../fixtures/people"
import { FETCH_SITES, otherSites } from "./other-sites"
import { expect, test } from "./siege"

const FORBIDDEN = { status: 403, code: "ORIGIN_FORBIDDEN" }
const POSTS = [
  "callback/credentials",
  "callback/github",
  "signin/credentials",
  "signin/github",
  "signout",
  "session",
  "_log",
]

/** What the form sends, with a CSRF token that is good for this context's cookies. */
async function formOf(request: APIRequestContext): Promise<Record<string, string>> {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
  return {
    csrfToken,
    email: people.bea.email,
    password: demoPassword,
    callbackUrl: "/dashboard",
    json: "true",
  }
}

test("S-15 a page of another site can sign nobody in or out, however its address looks", async ({
  siege,
  playwright,
  members,
  base,
}) => {
  const ada = await members.member("ada")
  const stranger = await playwright.request.newContext({ baseURL: base })
  for (const request of [ada.request, stranger]) {
    const form = await formOf(request)
    const before = await request.storageState()
    for (const path of POSTS) {
      for (const origin of otherSites(base)) {
        const sent = request.post(`/api/auth/${path}`, { headers: { origin }, form, maxRedirects: 0 })
        await siege.refused(`${path} from ${origin}`, sent, FORBIDDEN)
      }
      for (const site of FETCH_SITES) {
        const headers = { "sec-fetch-site": site }
        const sent = request.post(`/api/auth/${path}`, { headers, form, maxRedirects: 0 })
        await siege.refused(`${path}, Sec-Fetch-Site: ${site}`, sent, FORBIDDEN)
      }
    }
    expect(await request.storageState()).toEqual(before)
  }
  expect((await (await ada.request.get("/api/auth/session")).json()).user).toMatchObject({ id: "ada" })
  await stranger.dispose()
})

test("S-15 it is refused before its body is read, and before a password is hashed", async ({
  siege,
  request,
}) => {
  const headers = { origin: "https://evil.example" }
  const big = { ...(await formOf(request)), filler: "x".repeat(6_000) }
  await siege.refused(
    "a long body",
    request.post("/api/auth/callback/credentials", { headers, form: big }),
    FORBIDDEN,
  )
  const broken = { ...headers, "content-type": "application/json" }
  const sent = request.post("/api/auth/callback/credentials", { headers: broken, data: "{" })
  await siege.refused("a body that is no JSON", sent, FORBIDDEN)
})

test("S-15 the app's own page and a program that sends no `Origin` sign in, as the README has it", async ({
  siege,
  playwright,
  base,
}) => {
  for (const headers of [{}, { origin: base, "sec-fetch-site": "same-origin" }]) {
    await siege.harmless(JSON.stringify(headers), async () => {
      const request = await playwright.request.newContext({ baseURL: base })
      const { csrfToken } = await (await request.get("/api/auth/csrf")).json()
      const form = { csrfToken, email: people.ben.email, password: demoPassword }
      const answer = await request.post("/api/auth/callback/credentials", { headers, form, maxRedirects: 0 })
      expect(answer.status()).toBe(302)
      const { token } = await (await request.post("/api/realtime-token")).json()
      expect(token).toMatch(/^eyJ/)
      await request.dispose()
    })
  }
})
