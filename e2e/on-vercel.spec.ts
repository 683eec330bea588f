/** The production build with exactly the variables, and the headers, that a deployment on Vercel has. */
import { randomBytes } from "node:crypto"
import type { APIRequestContext } from "@playwright/test"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { outsideServices } from "../scripts/outside-services"
import { type OwnServer, startServerWith } from "./attacks/own-server"
import { unique } from "./fixtures/chat"
import { demoPassword, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const HOST = "grantway-example.vercel.app"
const secret = () => randomBytes(32).toString("base64url")

/** What the platform says of each request. */
const PLATFORM = {
  host: HOST,
  "x-forwarded-host": HOST,
  "x-forwarded-proto": "https",
  "x-forwarded-for": "198.51.100.7",
  "x-vercel-forwarded-for": "198.51.100.7",
}
const BROWSER = { origin: `https://${HOST}`, "sec-fetch-site": "same-origin" }

/** The platform's own variables, those of its Upstash integration, and those that docs/deploy.md asks for. */
function environment({ url, token }: EmbeddedUpstash): NodeJS.ProcessEnv {
  return {
    // Empty counts as absent; really absent ones Next would fill from the .env files of whoever runs this.
    ...Object.fromEntries(["NEXTAUTH_URL", ...outsideServices].map((name) => [name, ""])),
    ...{ NODE_ENV: "production", VERCEL: "1", VERCEL_ENV: "production", VERCEL_REGION: "fra1" },
    ...{ VERCEL_URL: "grantway-1a2b3c.vercel.app", VERCEL_PROJECT_PRODUCTION_URL: HOST },
    ...{ KV_REST_API_URL: url, KV_REST_API_TOKEN: token, KV_REST_API_READ_ONLY_TOKEN: secret() },
    ...{ KV_URL: "rediss://default:x@127.0.0.1:9", REDIS_URL: "rediss://default:x@127.0.0.1:9" },
    ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret(), DEMO_PEOPLE: "on" },
  }
}

let upstash: EmbeddedUpstash
let app: OwnServer

test.beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: secret() })
  app = startServerWith(9, environment(upstash))
  expect(await app.started, app.written()).toBe(undefined)
})
test.afterAll(async () => {
  await app.stop()
  await upstash.close()
})

test("people sign in with secure cookies, get a token, and what they say is kept in the database of KV_REST_API_URL", async ({
  request,
}) => {
  const cookie = await signIn(request)
  const asked = await request.post(`${app.url}/api/realtime-token`, {
    headers: { ...PLATFORM, ...BROWSER, cookie },
  })
  expect(asked.status()).toBe(200)
  const { token } = await asked.json()
  const headers = { ...PLATFORM, authorization: `Bearer ${token}` }
  const text = unique("from a deployment")
  const said = await request.post(`${app.url}/api/channels/publish`, {
    headers,
    data: { channel: "team.red.chat", data: { text } },
  })
  expect(said.status()).toBe(200)
  const history = await request.get(`${app.url}/api/channels/history?channel=team.red.chat`, { headers })
  expect(await history.text()).toContain(text)
  expect(upstash.stats().commands).toBeGreaterThan(0)
})

test("a page of another site, and of another deployment, is refused", async ({ request }) => {
  const cookie = await signIn(request)
  for (const origin of ["https://evil.example", "https://grantway-1a2b3c.vercel.app", `http://${HOST}`]) {
    const headers = { ...PLATFORM, cookie, origin }
    const answer = await request.post(`${app.url}/api/realtime-token`, { headers })
    expect([answer.status(), (await answer.json()).code], origin).toEqual([403, "ORIGIN_FORBIDDEN"])
  }
})

/** Answers the `Cookie` header of a new session. */
async function signIn(request: APIRequestContext): Promise<string> {
  const begun = await request.get(`${app.url}/api/auth/csrf`, { headers: PLATFORM })
  const { csrfToken } = await begun.json()
  const form = { csrfToken, email: people.ben.email, password: demoPassword, json: "true" }
  const headers = { ...PLATFORM, ...BROWSER, cookie: cookiesOf(begun.headersArray()) }
  const answer = await request.post(`${app.url}/api/auth/callback/credentials`, { headers, form })
  expect(answer.status()).toBe(200)
  expect((await answer.json()).url).toContain(`https://${HOST}`)
  const cookies = cookiesOf(answer.headersArray())
  expect(cookies).toContain("__Secure-next-auth.session-token=")
  return cookies
}

function cookiesOf(headers: readonly { name: string; value: string }[]): string {
  const set = headers.filter(({ name }) => name.toLowerCase() === "set-cookie").map(({ value }) => value)
  for (const cookie of set) expect(cookie).toContain("; Secure")
  return set.map((cookie) => cookie.split(";", 1)).join("; ")
}
