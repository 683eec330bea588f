/** The app used in every way that carries a secret, and all that it prints searched for what must not be in it. */
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { authorize } from "@/lib/authorize"
import { door } from "@/lib/door"
import { startEmbeddedUpstash } from "@/lib/embedded-upstash/start"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD, demoPeople } from "@/lib/people/demo-people"
import { hashPassword } from "@/lib/people/password"
import { savePasswordHash, savePerson } from "@/lib/people/people"
import { realtime, withSock8 } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { APP_ADDRESS, openBrowser } from "./sign-in-browser"

const secret = () => randomBytes(32).toString("base64url")
const secrets = {
  NEXTAUTH_SECRET: secret(),
  JWT_SECRET: secret(),
  JWT_SECRET_PREVIOUS: secret(),
  UPSTASH_REDIS_REST_TOKEN: secret(),
  GITHUB_SECRET: secret(),
}

let printed = ""
const print = (...parts: unknown[]) => {
  printed += `${parts.map(String).join(" ")}\n`
  return true
}

/** Takes what goes to the log, and what goes past it: to the console or straight to the process. */
function catchOutput(): void {
  Object.assign(globalThis, { grantwaySink: { write: print } })
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockImplementation(print)
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    vi.spyOn(console, method).mockImplementation(print)
  }
}

const browser = openBrowser()
const endpoints = withSock8({ authorize })
const stream = handle({ realtime, middleware: door })

function post(path: string, headers: Record<string, string>, body?: string): Promise<Response> {
  const init = { method: "POST", headers: { host: "localhost:3000", ...headers }, ...(body && { body }) }
  return endpoints(new Request(`${APP_ADDRESS}/api/channels/${path}`, init))
}

/** Opens a stream and leaves it after its first event. */
async function listen(query: string, headers: Record<string, string>): Promise<number> {
  const answer = await stream(new Request(`${APP_ADDRESS}/api/realtime?${query}`, { headers }))
  const reader = answer.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  return answer.status
}

/** Signs in, takes a token, listens and publishes, well and badly; answers the statuses and the token. */
async function useEverything() {
  await browser.signIn("ben@grantway.example", "canary-wrong-password")
  await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
  const cookie = browser.request().headers.get("cookie") ?? ""
  const granted = await post("authenticate", { cookie, origin: APP_ADDRESS })
  const { token }: { token: string } = await granted.json()
  const bearer = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const say = async (channel: string, text: string) =>
    (await post("publish", bearer, JSON.stringify({ channel, data: { text } }))).status
  const statuses = [
    granted.status,
    await listen("channel=team.red.chat", { ...bearer, "user-agent": "canary browser\u0085{}" }),
    await listen("channel=team.red.chat", { authorization: `Bearer ${token}canary` }),
    await listen("channel=canary-channel.canary", bearer),
    await listen(`channel=team.red.chat&token=${token}`, {}),
    await listen("channel=team.red.chat", { "user-agent": `curl ${token}` }),
    await say("team.red.chat", "canary-payload"),
    await say("team.blue.chat", "canary-payload"),
    await say("team.red.chat", ""),
    (await post("publish", bearer, '{"canary-broken')).status,
  ]
  return { token, statuses, say }
}

let used: Awaited<ReturnType<typeof useEverything>>
let lines: Record<string, unknown>[] = []

beforeAll(async () => {
  const upstash = await startEmbeddedUpstash({ token: secrets.UPSTASH_REDIS_REST_TOKEN })
  setEnv({
    ...{ ...secrets, GITHUB_ID: "Iv1.8a61f9b3a7aba766", UPSTASH_REDIS_REST_URL: upstash.url },
    ...{ NEXTAUTH_URL: APP_ADDRESS, LOG_LEVEL: "info", DEMO_PEOPLE: "on" },
  })
  const passwordHash = await hashPassword(DEMO_PASSWORD, { N: 1024, r: 8, p: 1 })
  for (const person of demoPeople) {
    await savePerson(person)
    await savePasswordHash(person, passwordHash)
  }
  catchOutput()
  used = await useEverything()
  // Redis goes away: what its client and next-auth complain of then holds whole commands.
  await upstash.close()
  used.statuses.push(await used.say("team.red.chat", "canary-payload"))
  await browser.signIn("canary-unknown@grantway.example", "canary-wrong-password")
  vi.restoreAllMocks()
  lines = printed.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []))
})
afterAll(() => realtime.close())

test("the log that is searched has a line for each attempt, connection and end", () => {
  expect(used.statuses).toEqual([200, 200, 401, 403, 400, 401, 200, 403, 422, 400, 503])
  const events = lines.filter(({ event }) => event !== undefined)
  expect(events.map(({ event, code = null }) => `${event} ${code}`)).toEqual([
    ...["authenticate null", "connect null", "end null", "connect INVALID_TOKEN"],
    ...["connect FORBIDDEN_CHANNEL", "connect INVALID_REQUEST", "connect AUTH_REQUIRED"],
    ...["publish null", "publish FORBIDDEN_CHANNEL", "publish INVALID_PAYLOAD", "publish INVALID_REQUEST"],
    "publish UNAVAILABLE",
  ])
  expect(lines.filter(({ message }) => message === "not available").length).toBeGreaterThanOrEqual(2)
})

test("M-24 M-35 M-47 a connection is told when it opens and when it ends, by one id", () => {
  const [opened, ended] = lines.filter(({ connection }) => typeof connection === "string")
  // No server has told where the request came from.
  const common = { namespace: "team", identity: "ben", address: null, userAgent: "canary browser {}" }
  expect(opened).toMatchObject({
    ...common,
    event: "connect",
    auth: "provided",
    rule: "granted in your token",
  })
  const { connection } = opened ?? {}
  expect(ended).toMatchObject({ ...common, connection, event: "end", reason: "client left" })
  expect(ended?.durationMs).toBeLessThan(10_000)
})

describe("nothing that was printed holds", () => {
  test.each(Object.entries(secrets))("the secret %s", (_, value) => {
    expect(printed).not.toContain(value)
  })

  test("a token or a cookie, whole or in part", () => {
    const cookies = [...browser.jar.values()].filter((value) => value.length > 40)
    expect(cookies.length).toBeGreaterThanOrEqual(2)
    for (const value of [used.token, ...cookies]) {
      for (const part of value.split(/[.|%]/).filter((piece) => piece.length > 30)) {
        expect(printed).not.toContain(part)
      }
    }
  })

  test("what people typed, said or called a channel", () => {
    // This file's own name stands in stacks, and the one user agent is there by right.
    const rest = printed.replace(/log-canary|canary browser/g, "")
    expect(rest).not.toContain("canary")
    expect(rest).not.toContain("@grantway.example")
  })
})
