/** Headers and addresses as long as Node lets through: each is answered soon, and so is everybody else meanwhile. */
import type { APIRequestContext, APIResponse } from "@playwright/test"
import { judgeGrowth } from "../../tests/growth/judge-growth"
import { expect, test } from "./siege"

/** 11,002 bytes, for which one pattern took 12 seconds. */
const COOKIE = `a;${" ".repeat(4000)}${"session".repeat(1000)}`
const NOBODY = { status: 401, code: "AUTH_REQUIRED" }
const json = { "content-type": "application/json" }

interface Target {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly expected: { readonly status: number; readonly code?: string }
  readonly data?: object
}

const targets: Readonly<Record<string, Target>> = {
  stream: { method: "GET", path: "/api/realtime?channel=team.red.chat", expected: NOBODY },
  authenticate: { method: "POST", path: "/api/channels/authenticate", expected: NOBODY },
  "a token": { method: "POST", path: "/api/realtime-token", expected: NOBODY },
  publish: {
    ...{ method: "POST", path: "/api/channels/publish", expected: NOBODY },
    data: { channel: "team.red.chat", data: { text: "x" } },
  },
  history: { method: "GET", path: "/api/channels/history?channel=team.red.chat", expected: NOBODY },
  presence: { method: "GET", path: "/api/channels/presence?channel=team.red.chat", expected: NOBODY },
  "a form of a page": { method: "POST", path: "/api/wave", expected: NOBODY, data: { to: "ben" } },
  "signing in": { method: "GET", path: "/api/auth/csrf", expected: { status: 200 } },
  "the page to sign in": { method: "GET", path: "/sign-in", expected: { status: 200 } },
  "a page for people": { method: "GET", path: "/dashboard", expected: { status: 307 } },
  "a page of the documentation": { method: "GET", path: "/docs/security", expected: { status: 200 } },
}

/** How much longer than an ordinary request one may take: it was a thousand times and more. */
const MAX_RATIO = 30

for (const [name, target] of Object.entries(targets)) {
  test(`S-1 a cookie of 11 KB keeps nobody waiting: ${name}`, async ({ siege, request }) => {
    const usual = await fastest(5, () => send(request, target, "theme=dark"))
    const beside: number[] = []
    const attacked = await fastest(3, async () => {
      const attack = send(request, target, COOKIE)
      // Sent while the attack is on its way, and so answered after it if the attack holds the process up.
      beside.push(await timeOf(() => request.get("/api/auth/csrf")))
      return attack
    })
    const answer = send(request, target, COOKIE)
    if (target.expected.status >= 400) await siege.refused(name, answer, target.expected)
    else await siege.harmless(name, async () => expect((await answer).status()).toBe(target.expected.status))
    expect(attacked / usual, `${attacked} ms, usually ${usual} ms`).toBeLessThan(MAX_RATIO)
    const usualBeside = await fastest(5, () => request.get("/api/auth/csrf"))
    expect(Math.min(...beside) / usualBeside, "another request beside it").toBeLessThan(MAX_RATIO)
  })
}

const places: Readonly<Record<string, (text: string) => [path: string, headers?: Record<string, string>]>> = {
  "the path of a page": (text) => [`/x${text}`],
  "the path of the documentation": (text) => [`/docs/${text}`],
  "the path of the dashboard": (text) => [`/dashboard/${text}`],
  "the path of the channels": (text) => [`/api/channels/${text}`],
  "the query of a page": (text) => [`/sign-in?callbackUrl=${text}`],
  "a cookie": (text) => ["/sign-in", { cookie: text }],
  "the user agent": (text) => ["/api/realtime?channel=team.red.chat", { "user-agent": text }],
  "the user agent of a page": (text) => ["/sign-in", { "user-agent": text }],
  "the state of Next's router": (text) => ["/nothing", { rsc: "1", "next-router-state-tree": text }],
  "what is accepted": (text) => ["/api/realtime", { accept: text }],
  "the accepted languages": (text) => ["/sign-in", { "accept-language": text }],
  "the forwarded addresses": (text) => ["/api/realtime", { "x-forwarded-for": text }],
  "many cookies": (text) => ["/api/realtime", { cookie: different(text, ";") }],
  "many parameters": (text) => [`/sign-in?${different(text, "&")}`],
  "equal parameters": (text) => [`/sign-in?${"a&".repeat(text.length / 2)}`],
  "a bearer": (text) => ["/api/realtime", { authorization: `Bearer ${text}` }],
}
const pieces = ["/", "a/", ".md", "%2f", "a,", ";", "=", "a;", "a", "-", "["]
/** As many things of other names as fit into the length of a text. */
const different = (text: string, separator: string) =>
  Array.from({ length: Math.floor(text.length / 5) }, (_, n) => n.toString(36)).join(`=${separator}`)

/** An address would carry its quotes as three characters each. */
const piecesOfHeaders = [...pieces, '["",{"":']

for (const [name, make] of Object.entries(places)) {
  test(`S-1 the app is linear in the length of ${name}`, async ({ siege, base }) => {
    const isHeader = make("").length > 1
    for (const piece of isHeader ? piecesOfHeaders : pieces) {
      await siege.harmless(`${name}: ${piece}`, async () => {
        const { verdict, timings } = await judgeGrowth(
          async (text) => {
            const [path, headers = {}] = make(text)
            const response = await fetch(`${base}${path}`, { redirect: "manual", headers })
            const answer = await response.text()
            // Ours names what there is too much of. Node's says that nothing was read.
            if (response.status === 431) expect(answer, "Node lets it through").toContain("cookies")
          },
          (size) => `${piece.repeat(size / piece.length)}x`,
          // Another process is timed, with the way there.
          { now: () => performance.now(), freeMs: 20 },
        )
        expect(verdict, JSON.stringify(timings)).toBe("linear")
      })
    }
  })
}

function send(
  request: APIRequestContext,
  { method, path, data }: Target,
  cookie: string,
): Promise<APIResponse> {
  const headers = { cookie, ...(data && json) }
  return request.fetch(path, { method, headers, maxRedirects: 0, ...(data && { data }) })
}

async function fastest(times: number, act: () => Promise<APIResponse>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < times; run++) least = Math.min(least, await timeOf(act))
  return least
}

async function timeOf(act: () => Promise<APIResponse>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}
