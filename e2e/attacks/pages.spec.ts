/** Ways around the pages' own checks: the middleware, addresses of another spelling, frames, and redirects. */
import { createServer } from "node:http"
import type { APIRequestContext, APIResponse } from "@playwright/test"
import { signInOver } from "../fixtures/sign-in"
import { head, type RawAnswer, sendRaw } from "./raw-request"
import { expect, type Siege, test } from "./siege"

/** What stands on a page of the dashboard and nowhere else. */
const INSIDE = /notification\.ben|team\.red\.chat|Sign out|admin\.logs/

/** Holds an answer to a visitor who is not signed in: whatever it is, it is not that page. */
async function shutOut(siege: Siege, title: string, sending: Promise<APIResponse | RawAnswer>) {
  await siege.harmless(title.slice(0, 120), async () => {
    const answer = await sending
    expect.soft(answer.status(), title).not.toBe(500)
    expect.soft(INSIDE.test(await answer.text()), `${title} shows what is inside`).toBe(false)
    const { location } = answer.headers()
    if (location) expect(new URL(location, "http://here.invalid").pathname, title).not.toMatch(/^\/api\//)
  })
}

/** Asks without following redirects. */
function ask(
  request: APIRequestContext,
  path: string,
  headers: Record<string, string>,
): Promise<APIResponse> {
  return request.get(path, { headers, maxRedirects: 0 })
}

const skipping: Array<Record<string, string>> = [
  ...["middleware", "src/middleware", "proxy", "src/proxy", "pages/_middleware", "1", "true"].flatMap(
    (name) => [
      { "x-middleware-subrequest": name },
      { "x-middleware-subrequest": Array(5).fill(name).join(":") },
      { "X-Middleware-Subrequest": Array(10).fill(name).join(":") },
    ],
  ),
  { "x-middleware-next": "1" },
  { "x-middleware-invoke": "1" },
  { "x-middleware-rewrite": "/dashboard" },
  { "x-middleware-override-headers": "cookie", "x-middleware-request-cookie": "x=1" },
  { "x-middleware-set-cookie": "next-auth.session-token=x" },
  { "x-invoke-path": "/dashboard", "x-invoke-status": "200" },
  { "x-matched-path": "/dashboard" },
  { "x-nextjs-data": "1" },
  { "x-next-resume": "1" },
  { "x-original-url": "/dashboard", "x-rewrite-url": "/dashboard" },
  { "next-router-prefetch": "1", rsc: "1" },
  { rsc: "1" },
  { "next-action": "x".repeat(40) },
  { purpose: "prefetch" },
  { "x-prerender-revalidate": "x" },
]

test("headers that made other versions skip their middleware open no page", async ({
  siege,
  request,
  members,
}) => {
  const ben = await members.member("ben")
  for (const headers of skipping) {
    for (const path of ["/dashboard", "/dashboard/team/red", "/dashboard/admin"]) {
      await shutOut(siege, `${path} ${JSON.stringify(headers)}`, ask(request, path, headers))
    }
    const admin = await ben.request.get("/dashboard/admin", { headers, maxRedirects: 0 })
    expect(await admin.text(), JSON.stringify(headers)).not.toContain("admin.logs")
    const asked = request.post("/api/channels/authenticate", { headers })
    await siege.refused(`a token, ${JSON.stringify(headers)}`, asked, { status: 401, code: "AUTH_REQUIRED" })
  }
})

test("other spellings of an address open no page to a visitor who is not signed in", async ({
  siege,
  base,
}) => {
  const paths = [
    ...[
      "/dashboard/",
      "//dashboard",
      "/./dashboard",
      "/%64ashboard",
      "/DASHBOARD",
      "/dashboard%2f",
      "/dashboard;x",
    ],
    ...["/dashboard%00", "/x/../dashboard", "/x/%2e%2e/dashboard", "/dashboard.rsc", "/dashboard/admin.rsc"],
    ...[
      "/dashboard.txt",
      "/dashboard/index.rsc",
      "/dashboard.segments/_tree.segment.rsc",
      "/dashboard?_rsc=x",
    ],
    ...[
      "/index/dashboard",
      "/_next/data/x/dashboard.json",
      "/en/dashboard",
      "/dashboard/team/red.json",
      "/dashboard#",
    ],
    ...[
      "/dashboard.png",
      "/dashboard/team/red.png",
      "/dashboard/team/red.svg",
      "/dashboard/x.txt",
      "/dashboard%23",
    ],
    ...["/_next/static/../../dashboard", "/dashboard/team/%72ed"],
  ]
  for (const path of paths) {
    // On a socket, because clients tidy an address up before they send it.
    for (const more of [{}, { RSC: "1" }]) {
      await shutOut(
        siege,
        `${path} ${JSON.stringify(more)}`,
        sendRaw(base, [head(base, `GET ${path}`, more)]),
      )
    }
  }
})

test("the optimiser of images, which nothing here uses, fetches no page for a stranger", async ({
  siege,
  request,
}) => {
  for (const url of [
    "/dashboard",
    "/api/realtime",
    "/docs",
    "//127.0.0.1:1/x.png",
    "http://127.0.0.1:1/x.png",
  ]) {
    const asked = request.get(`/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`)
    await siege.refused(url, asked, { status: [400, 404] })
  }
})

test("an address with another host is answered by the app itself, and nothing is fetched for it", async ({
  siege,
  base,
}) => {
  const fetched: string[] = []
  const listener = createServer(({ url = "" }, answer) => {
    fetched.push(url)
    answer.end("reached")
  })
  await new Promise<void>((ready) => listener.listen(0, "127.0.0.1", ready))
  const address = listener.address()
  const elsewhere = `127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  for (const line of [
    ...[`GET http://${elsewhere}/`, `POST http://${elsewhere}/api/realtime-token`, `GET //${elsewhere}/`],
    ...[`GET /_next/image?url=http%3A%2F%2F${elsewhere}%2Fx.png&w=640&q=75`, `CONNECT ${elsewhere}`],
    ...[`GET /\\${elsewhere}/`, `GET /docs/http://${elsewhere}/`, `GET @${elsewhere}/`],
  ]) {
    for (const more of [{}, { Host: elsewhere }, { "X-Forwarded-Host": elsewhere }]) {
      await siege.harmless(`${line} ${JSON.stringify(more)}`, async () => {
        const answer = await sendRaw(base, [head(base, line, more)], { withinMs: 3_000 })
        expect(await answer.text(), line).not.toContain("reached")
        expect(answer.status(), line).not.toBe(500)
      })
    }
  }
  await new Promise((closed) => listener.close(closed))
  expect(fetched, "what the app fetched").toEqual([])
})

test("after signing in one lands in the app, whatever the address said", async ({
  siege,
  playwright,
  base,
}) => {
  const targets = [
    ...["https://evil.example", "//evil.example", "/\\evil.example", "/.//evil.example", "/%2f/evil.example"],
    ...["https:evil.example", "/\t/evil.example", `${base}.evil.example/`],
    ...[
      "javascript:alert(1)",
      "http://[",
      "\0",
      "x".repeat(3000),
      "/api/auth/signout",
      `${base}@evil.example/`,
    ],
  ]
  for (const callbackUrl of targets) {
    await siege.harmless(JSON.stringify(callbackUrl).slice(0, 60), async () => {
      const request = await playwright.request.newContext({ baseURL: base })
      const answer = await signInOver(request, "bea@grantway.example", { callbackUrl })
      expect(answer.status()).toBe(200)
      const { origin, pathname } = new URL((await answer.json()).url)
      expect(origin).toBe(base)
      expect(pathname).toMatch(/^\/(?!api|\/)/)
      const asked = await request.get(`/sign-in?callbackUrl=${encodeURIComponent(callbackUrl)}`)
      expect(asked.status()).toBe(200)
      await request.dispose()
    })
  }
})

test("no page and no answer may be framed, sniffed or kept", async ({ siege, members }) => {
  const { request } = await members.member("ada")
  for (const path of [
    "/",
    "/sign-in",
    "/dashboard",
    "/dashboard/admin",
    "/docs",
    "/no-such-page",
    "/api/realtime",
  ]) {
    await siege.harmless(path, async () => {
      const headers = (await request.get(path)).headers()
      expect(headers["x-frame-options"], path).toBe("DENY")
      expect(headers["x-content-type-options"], path).toBe("nosniff")
      expect(headers["x-powered-by"], path).toBeUndefined()
    })
  }
})

test("@middleware scripts of a page run by the nonce of its request, and by nothing else", async ({
  siege,
  members,
}) => {
  const { request } = await members.member("ada")
  const nonces = new Set<string>()
  for (const path of ["/", "/sign-in", "/dashboard", "/dashboard/attacks", "/docs"]) {
    await siege.harmless(path, async () => {
      const policy = (await request.get(path)).headers()["content-security-policy"] ?? ""
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ""
      expect(policy, path).toContain("frame-ancestors 'none'")
      expect(scripts, path).not.toContain("'unsafe-inline'")
      const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1] ?? ""
      expect(nonce.length, path).toBeGreaterThanOrEqual(16)
      nonces.add(nonce)
    })
  }
  expect(nonces.size).toBe(5)
})
