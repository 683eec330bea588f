/** Whether browsers are told to come by https only, on every kind of answer. */
import { startOwnServer } from "./own-server"
import { head, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

const HEADER = "strict-transport-security"
const ONE_YEAR = "max-age=31536000"

/** Pages, APIs, files and failures: what Next answers, and what never reaches it. */
const LINES: readonly (readonly [
  line: string,
  status: number,
  headers?: Readonly<Record<string, string | number>>,
])[] = [
  ["GET /", 200],
  ["GET /sign-in", 200],
  ["GET /docs/errors.md", 200],
  ["GET /llms.txt", 200],
  ["GET /icon.svg", 200],
  ["GET /dashboard", 307],
  ["GET /docs/", 308],
  ["GET /api/auth/csrf", 200],
  ["GET /api/realtime?channel=team.red.chat", 401],
  ["POST /api/wave", 403, { "Content-Length": 0, Origin: "https://evil.example" }],
  ["GET /api/no-such-route", 404],
  ["GET /no-such-page", 404],
  ["GET /_next/static/no-such-file.js", 404],
  ["GET /%zz", 400],
  ["POST /", 405],
  ["TRACE /", 501],
  ["CONNECT app.example:443", 501],
  ["get /", 501],
  ["GET /", 413, { "Content-Length": 9_000_000 }],
  ["GET /", 431, { "X-Long": "x".repeat(20_000) }],
  ["GET /", 400, { Connection: "Upgrade", Upgrade: "websocket" }],
]

test("S-16 an app with an https address demands https on every answer, but not in clear", async ({
  siege,
  request,
}) => {
  test.slow()
  const server = startOwnServer(27, { NEXTAUTH_URL: "https://app.example" })
  const ask = (line: string, headers = {}) => sendRaw(server.url, [head(server.url, line, headers)])
  try {
    expect(await server.started).toBe(undefined)
    // It listens before its rules stand; they do once it answers.
    expect((await request.get(`${server.url}/llms.txt`, { timeout: 60_000 })).status()).toBe(200)
    for (const [line, status, headers = {}] of LINES) {
      await siege.harmless(`${line} ${status}`, async () => {
        const answer = await ask(line, headers)
        expect(answer.status(), line).toBe(status)
        expect(answer.headers()[HEADER], line).toBe(ONE_YEAR)
        const inClear = await ask(line, { ...headers, "X-Forwarded-Proto": "http" })
        expect(inClear.status(), line).toBe(status)
      })
    }
    const inClear = await ask("GET /sign-in", { "X-Forwarded-Proto": "http" })
    expect(inClear.headers()[HEADER]).toBe(undefined)
  } finally {
    await server.stop()
  }
})

test("S-16 an app without https never demands it", async ({ siege, base }) => {
  for (const [line, status, headers = {}] of LINES) {
    await siege.harmless(`${line} ${status}`, async () => {
      const answer = await sendRaw(base, [head(base, line, { ...headers, "X-Forwarded-Proto": "https" })])
      expect(answer.headers()[HEADER], line).toBe(undefined)
    })
  }
})
