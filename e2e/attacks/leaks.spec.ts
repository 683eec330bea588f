/** What answers, files and errors give away: nothing that is a secret, and nothing to keep. */
import type { APIResponse } from "@playwright/test"
import { ownSecret } from "./forge"
import { expect, test } from "./siege"

/** Words that stand in code or in a stack, and in no answer. */
const INSIDES = /node_modules|\bat \w+ \(|webpack|\.next\/|\/lib\/|ECONN|Redis|zod|jose|stack|cause/

test("answers that hold a token, messages or a refusal are kept by no cache", async ({ siege, members }) => {
  const ben = await members.member("ben")
  const headers = await ben.bearer()
  const { request } = ben
  const answers: Record<string, () => Promise<APIResponse>> = {
    "a token": () => request.post("/api/realtime-token"),
    authenticate: () => request.post("/api/channels/authenticate"),
    history: () => request.get("/api/channels/history?channel=team.red.chat", { headers }),
    "no token": () => request.get("/api/channels/history?channel=team.red.chat"),
    "another's channel": () => request.get("/api/realtime?channel=admin.logs", { headers }),
    "a bad name": () => request.get("/api/realtime?channel=*", { headers }),
    "another method": () => request.get("/api/channels/publish", { headers }),
    "no such endpoint": () => request.get("/api/channels/nothing", { headers }),
    "another site": () => request.post("/api/wave", { headers: { origin: "https://evil.example" } }),
    "a session": () => request.get("/api/auth/session"),
  }
  for (const [title, send] of Object.entries(answers)) {
    await siege.harmless(title, async () => {
      const kept = (await send()).headers()
      expect(kept["cache-control"], title).toMatch(/no-store/)
      expect([kept.etag, kept["last-modified"], kept["access-control-allow-origin"]], title).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    })
  }
})

test("a refusal is a sentence of the table: no stack, no path, no value of the request", async ({
  siege,
  members,
}) => {
  const ben = await members.member("ben")
  const token = await ben.token()
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const canary = `canary${Date.now()}`
  const publish = (data: string) => ben.request.post("/api/channels/publish", { headers, data })
  const answers = [
    publish(`{"channel":"${canary}","data":{}}`),
    publish(`{"channel":"team.red.chat","data":{"text":["${canary}"]}}`),
    publish(`{"channel":"team.red.chat","data":{"text":"x"},"id":"${canary} "}`),
    publish(`{"${canary}`),
    ben.request.get(`/api/realtime?channel=team.red.chat&${canary}=1`, { headers }),
    ben.request.get(`/api/channels/history?channel=team.red.chat&before=${canary}`, { headers }),
    ben.request.get(`/api/channels/${canary}`, { headers }),
    ben.request.get("/api/realtime", { headers: { authorization: `Bearer ${canary}.${canary}.${canary}` } }),
    ben.request.post("/api/channels/authenticate", { data: { [canary]: 1 } }),
    ben.request.post("/api/wave", { data: { to: canary } }),
    ben.request.post("/api/wave", { data: { to: `${canary}!` } }),
    ben.request.get(`/api/auth/${canary}`),
    ben.request.post(`/api/auth/callback/${canary}`, { data: { [canary]: { [canary]: 1 } } }),
    ben.request.get(`/api/auth/callback/credentials?error=${canary}%0d%0a`, { maxRedirects: 0 }),
  ]
  for (const [index, answer] of answers.entries()) {
    await siege.harmless(`answer ${index}`, async () => {
      const { status, text } = { status: (await answer).status(), text: await (await answer).text() }
      expect(status).toBeGreaterThanOrEqual(300)
      expect(status).not.toBe(500)
      expect(text).not.toMatch(INSIDES)
      for (const secret of [token, ownSecret(), canary]) expect(text, `answer ${index}`).not.toContain(secret)
    })
  }
})

test("no secret, token or list of channels is in what a browser downloads", async ({
  siege,
  members,
  person,
}) => {
  const own = await (await members.member("ada")).token()
  const { page } = await person("ada")
  const files = new Map<string, string>()
  page.on("response", async (response) => {
    const path = new URL(response.url()).pathname
    const isText = /javascript|html|css|component/.test(response.headers()["content-type"] ?? "")
    if (isText && response.ok()) files.set(path, await response.text().catch(() => ""))
  })
  for (const path of ["/", "/sign-in", "/dashboard", "/dashboard/team/red", "/dashboard/admin", "/docs"]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  }
  expect(files.size).toBeGreaterThan(10)
  const secrets = {
    ...{ "the key of tokens": ownSecret(), "the key of sessions": process.env.E2E_NEXTAUTH_SECRET ?? "?" },
    ...{ "a token": own.split(".")[1] ?? "?", "a name of a variable": "JWT_SECRET" },
    ...{ "Redis' address": "UPSTASH_REDIS_REST", "the list of channels": "notification.{userId}" },
  }
  for (const [path, text] of files) {
    await siege.harmless(path, async () => {
      // The documentation names variables and channels, as it should.
      const given = path.startsWith("/docs") ? Object.entries(secrets).slice(0, 3) : Object.entries(secrets)
      const found = given.filter(([, secret]) => text.includes(secret)).map(([title]) => title)
      expect(found, path).toEqual([])
    })
    if (!path.endsWith(".js")) continue
    expect(text, path).not.toMatch(/sourceMappingURL=(?!data:,)/)
    await siege.refused(`${path}.map`, page.request.get(`${path}.map`), { status: 404 })
  }
})

test("there is nothing to test, break, look into or read by on a production build", async ({
  siege,
  members,
}) => {
  const names = [
    ...[
      "test",
      "tests",
      "debug",
      "dev",
      "fault",
      "faults",
      "chaos",
      "seed",
      "reset",
      "flush",
      "redis",
      "admin",
    ],
    ...[
      "metrics",
      "health",
      "status",
      "env",
      "config",
      "eval",
      "exec",
      "stats",
      "inspect",
      "graphql",
      "trpc",
    ],
    ...["auth", "realtime/test", "realtime/close", "channels/debug", "channels/reset", "channels", "token"],
  ]
  const files = [
    ...[
      ".env",
      ".env.local",
      ".git/config",
      ".git/HEAD",
      "package.json",
      "package-lock.json",
      "next.config.ts",
    ],
    ...[
      "lib/env.ts",
      ".grantway/secrets.json",
      "node_modules/next/package.json",
      ".next/BUILD_ID",
      "server.js",
    ],
    ...[
      "_next/../package.json",
      "_next/static/../../package.json",
      "docs/../package.json",
      "docs/%2e%2e/.env",
    ],
    ...[
      "docs/..%2fpackage.json.md",
      "docs/....//package.md",
      "markdown/../../package.json",
      "__nextjs_source-map",
    ],
    ...[
      "__nextjs_original-stack-frames",
      "_next/webpack-hmr",
      "_next/trace",
      "actuator/env",
      "api/.env",
      "%2eenv",
    ],
  ]
  for (const sender of [(await members.member("ada")).request]) {
    for (const path of [...names.map((name) => `/api/${name}`), ...files.map((file) => `/${file}`)]) {
      const asked = sender.get(path, { maxRedirects: 0 })
      await siege.refused(path, asked, { status: [307, 308, 400, 404, 405] })
      expect.soft(await (await asked).text(), path).not.toMatch(/"dependencies"|\[core\]|NEXTAUTH_SECRET=/)
    }
  }
})
