/** What the server writes when others make it write: never something that holds it up, and no word of theirs. */
import type { APIRequestContext, APIResponse } from "@playwright/test"
import type { Members } from "./members"
import { startOwnServer } from "./own-server"
import { head, type RawAnswer, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

/** Pages fail without a Redis, and Next prints each failure with its stack. */
const WITHOUT_REDIS = {
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
  UPSTASH_REDIS_REST_TOKEN: "somebody-else-answers-here",
  ALLOW_EMBEDDED_REDIS: "off",
  LOG_LEVEL: "info",
}

/** Far above what fits into a pipe that nobody reads. */
const TIMES = 300
const AT_ONCE = 30

type Sending = (url: string) => Promise<APIResponse | RawAnswer>

test("S-9 a server whose output nobody reads goes on answering, whatever makes it write", async ({
  siege,
  request,
  members,
}) => {
  test.setTimeout(240_000)
  const cookie = await cookieOf(members)
  const server = startOwnServer(25, WITHOUT_REDIS)
  const kinds: Readonly<Record<string, Sending>> = {
    "a page that fails": (url) => request.get(`${url}/dashboard`, { headers: { cookie }, timeout: 20_000 }),
    "an answer that is logged": (url) =>
      request.get(`${url}/api/realtime?channel=lobby`, { timeout: 20_000 }),
    "a server action that is none": (url) => sendAction(url),
    "a method that is none": (url) => sendRaw(url, [head(url, "TRACE /")]),
    "an address that is none": (url) => sendRaw(url, [head(url, "GET http://[")]),
  }
  try {
    expect(await server.started).toBe(undefined)
    expect((await request.get(`${server.url}/llms.txt`)).status()).toBe(200)
    server.stopReading()
    for (const [kind, send] of Object.entries(kinds)) {
      await siege.harmless(kind, async () => {
        const statuses = await repeat(() => send(server.url))
        expect([...statuses], kind).not.toContain(0)
        expect((await request.get(`${server.url}/llms.txt`, { timeout: 20_000 })).status(), kind).toBe(200)
      })
    }
  } finally {
    await server.stop()
  }
})

test("S-9 what Next prints is in the log as JSON, without a word of what was sent", async ({
  siege,
  request,
  members,
}) => {
  const cookie = `${await cookieOf(members)}; canary=canary`
  const server = startOwnServer(26, WITHOUT_REDIS)
  try {
    expect(await server.started).toBe(undefined)
    await siege.harmless("a page that fails", async () => {
      const forged = encodeURIComponent('canary\n{"level":"error"}')
      const answer = await request.get(`${server.url}/dashboard/team/red?x=${forged}`, {
        headers: { cookie, "user-agent": "canary" },
      })
      expect(answer.status()).toBe(500)
      await expect.poll(() => server.written()).toContain('"printed":"console.error"')
    })
    const [, written = ""] = server.written().split(/Sam Whitlock.*\n/)
    const lines = written.split("\n").filter(Boolean)
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow()
    expect(written).not.toContain("canary")
  } finally {
    await server.stop()
  }
})

/** Sends the same again and again, and answers the statuses that came back. */
async function repeat(send: () => Promise<APIResponse | RawAnswer>): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (let sent = 0; sent < TIMES; sent += AT_ONCE) {
    const answers = Array.from({ length: AT_ONCE }, async () => (await send()).status())
    for (const status of await Promise.all(answers)) statuses.add(status)
  }
  return statuses
}

function sendAction(url: string): Promise<RawAnswer> {
  const headers = { "Next-Action": "a".repeat(42), "Content-Type": "text/plain", "Content-Length": 2 }
  return sendRaw(url, [head(url, "POST /", headers), "[]"])
}

/** Ben's session. Both servers of a test have the same keys. */
async function cookieOf(members: Members): Promise<string> {
  const { request }: { request: APIRequestContext } = await members.member("ben")
  const { cookies } = await request.storageState()
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
}
