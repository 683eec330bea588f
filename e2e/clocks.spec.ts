/** Processes of the production build whose clocks differ by half a minute, before one Redis. */
import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { type APIRequestContext, expect, type PlaywrightWorkerArgs } from "@playwright/test"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { type OpenStream, openStream } from "./attacks/open-stream"
import { type OwnServer, startOwnServer } from "./attacks/own-server"
import { unique } from "./fixtures/chat"
import type { PersonId } from "./fixtures/people"
import { letIn } from "./fixtures/sign-in"
import { test } from "./fixtures/test"

const PRELOAD = fileURLToPath(new URL("./fixtures/shifted-clock.cjs", import.meta.url))
const CHANNEL = "team.red.chat"

/** Seconds by which each clock is ahead. */
const CLOCKS = { right: 0, fast: 30, slow: -30 } as const
type Name = keyof typeof CLOCKS

/** Who issues, and who has to accept. */
const PAIRS: readonly (readonly [issuer: Name, other: Name])[] = [
  ["fast", "right"],
  ["right", "fast"],
  ["slow", "right"],
  ["right", "slow"],
]

let upstash: EmbeddedUpstash
const apps = new Map<Name, OwnServer>()

test.beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: randomBytes(32).toString("base64url") })
  await Promise.all([start("right", 6), start("fast", 7), start("slow", 8)])
})
test.afterAll(async () => {
  await Promise.all([...apps.values()].map((app) => app.stop()))
  await upstash.close()
  for (const request of signedIn.values()) await (await request).dispose()
})

async function start(name: Name, offset: number): Promise<void> {
  const app = startOwnServer(offset, {
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
    ...{ NODE_OPTIONS: `--require=${JSON.stringify(PRELOAD)}`, CLOCK_SHIFT_MS: String(CLOCKS[name] * 1000) },
    ALLOW_EMBEDDED_REDIS: "off",
  })
  apps.set(name, app)
  expect(await app.started, app.written()).toBe(undefined)
}

test("the clocks of these processes differ", async ({ playwright }) => {
  for (const [name, ahead] of Object.entries(CLOCKS)) {
    const { iat } = claimsOf(await tokenOf(await session(playwright, nameOf(name))))
    expect(Math.abs(iat - Date.now() / 1000 - ahead), name).toBeLessThan(5)
  }
})

for (const [issuer, other] of PAIRS) {
  test(`sessions and tokens of the ${issuer} one are good at the ${other} one`, async ({ playwright }) => {
    const request = await session(playwright, issuer)
    // Cookies know no ports.
    const page = await request.get(`${urlOf(other)}/dashboard/team/red`, { maxRedirects: 0 })
    expect(page.status(), "a page, by the session").toBe(200)
    expect((await request.post(`${urlOf(other)}/api/realtime-token`)).status()).toBe(200)
    const headers = bearer(await tokenOf(request))
    const stream = await open(other, headers)
    const text = unique("by another clock")
    const data = { channel: CHANNEL, data: { text } }
    const said = await request.post(`${urlOf(other)}/api/channels/publish`, { headers, data })
    expect(said.status()).toBe(200)
    expect((await stream.next("message")).data).toMatchObject({ data: { text } })
    const history = await request.get(`${urlOf(other)}/api/channels/history?channel=${CHANNEL}`, { headers })
    expect(await history.text()).toContain(text)
    stream.close()
  })

  test(`whoever is present at the ${issuer} one is present at the ${other} one`, async ({ playwright }) => {
    const request = await session(playwright, issuer)
    const headers = bearer(await tokenOf(request))
    const stream = await open(issuer, headers)
    const answer = await request.get(`${urlOf(other)}/api/channels/presence?channel=${CHANNEL}`, { headers })
    expect((await answer.json()).members).toMatchObject([{ id: "ben", connections: 1 }])
    stream.close()
  })

  test(`a session of the ${issuer} one that is ended anywhere is ended at the ${other} one`, async ({
    playwright,
  }) => {
    for (const place of [issuer, other]) {
      const request = await signIn(playwright, issuer)
      const headers = bearer(await tokenOf(request))
      const stream = await open(other, headers)
      const { cookies } = await request.storageState()
      await signOut(request, place)
      expect((await stream.next("close")).data).toMatchObject({ code: "AUTH_REQUIRED" })
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
      const asked = await request.post(`${urlOf(other)}/api/realtime-token`, { headers: { cookie } })
      expect(asked.status(), "a copy of the cookie").toBe(401)
      expect(await reading(request, other, headers), "the token").toBe(401)
    }
  })

  test(`rights that changed at the ${issuer} one end the tokens of the ${other} one, and new ones are good`, async ({
    playwright,
  }) => {
    const [ada, bea] = [await session(playwright, issuer, "ada"), await session(playwright, other, "bea")]
    for (const role of ["admin", "member"]) {
      const headers = bearer(await tokenOf(bea))
      expect(await reading(bea, other, headers)).toBe(200)
      const changed = await ada.post("/api/admin/role", { data: { id: "bea", role } })
      expect(changed.status()).toBe(204)
      expect(await reading(bea, other, headers), "before the change").toBe(401)
      expect(await reading(bea, issuer, bearer(await tokenOf(bea))), "after the change").toBe(200)
    }
  })
}

type Playwright = PlaywrightWorkerArgs["playwright"]
type Headers = Readonly<Record<string, string>>

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })
const urlOf = (name: Name): string => apps.get(name)?.url ?? ""
const nameOf = (name: string): Name => (name === "fast" || name === "slow" ? name : "right")

const signedIn = new Map<string, Promise<APIRequestContext>>()

/** Signs a person in at an app, once: checking a password is slow on purpose. */
function session(playwright: Playwright, at: Name, id: PersonId = "ben"): Promise<APIRequestContext> {
  const key = `${at} ${id}`
  const request = signedIn.get(key) ?? signIn(playwright, at, id)
  signedIn.set(key, request)
  return request
}

async function signIn(playwright: Playwright, at: Name, id: PersonId = "ben"): Promise<APIRequestContext> {
  const request = await playwright.request.newContext({ baseURL: urlOf(at) })
  await letIn(request, id)
  return request
}

async function signOut(request: APIRequestContext, at: Name): Promise<void> {
  const { csrfToken } = await (await request.get(`${urlOf(at)}/api/auth/csrf`)).json()
  const form = { csrfToken, json: "true" }
  expect((await request.post(`${urlOf(at)}/api/auth/signout`, { form })).status()).toBe(200)
}

async function tokenOf(request: APIRequestContext): Promise<string> {
  const { token } = await (await request.post("/api/realtime-token")).json()
  return token
}

/** A stream whose person is seen on its channel. */
async function open(at: Name, headers: Headers): Promise<OpenStream> {
  const channels = [{ name: CHANNEL, present: true }]
  const stream = await openStream(`${urlOf(at)}/api/realtime`, headers, { channels })
  expect(stream.status).toBe(200)
  await stream.next("open")
  return stream
}

async function reading(request: APIRequestContext, at: Name, headers: Headers): Promise<number> {
  const answer = await request.get(`${urlOf(at)}/api/channels/history?channel=${CHANNEL}`, { headers })
  return answer.status()
}

function claimsOf(token: string): { iat: number } {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())
}
