/**
 * Floods of the admin logs, sent to a server of its own behind one trusted proxy, whose Redis this process holds:
 * so it counts the commands, and reads what is stored after the server has ended.
 */
import { randomBytes } from "node:crypto"
import { type EmbeddedUpstash, startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { expect, test } from "../fixtures/test"
import { createMembers, type Member, type Members } from "./members"
import { type OwnServer, startOwnServer } from "./own-server"

const FROM_ONE = 5_000
const FROM_MANY = 1_500
const OF_MEMBER = 400
const AT_ONCE = 20

let upstash: EmbeddedUpstash
let server: OwnServer
let members: Members
let ada: Member

test.describe.configure({ timeout: 900_000 })

test.beforeAll(async ({ playwright }) => {
  upstash = await startEmbeddedUpstash({ token: randomBytes(32).toString("base64url") })
  const redis = { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token }
  server = startOwnServer(51, { ...redis, TRUSTED_PROXY_HOPS: "1", LOG_LEVEL: "silent" })
  const exitCode = await server.started
  if (exitCode !== undefined) throw new Error(`The app ended with ${exitCode}:\n${server.written()}`)
  members = createMembers(playwright, server.url)
  ada = await members.member("ada")
})
test.afterAll(async () => {
  await members?.dispose()
  await server?.stop()
  await upstash?.close()
})

test("S-6 no flood displaces what admins did, and each is counted in a few entries", async () => {
  await administer("suspension", { id: "una", change: "suspend" })
  const fromOne = await commandsOf(async () => {
    const flooding = flood(FROM_ONE, () => "203.0.113.7")
    await administer("suspension", { id: "una", change: "lift" })
    await flooding
  })
  const fromMany = await commandsOf(() => flood(FROM_MANY, (index) => `198.51.${index % 100}.${index % 250}`))
  const byMember = await commandsOf(() => floodOf("ben", OF_MEMBER))
  await administer("verification", { id: "una" })
  process.stdout.write(
    `Redis commands for ${FROM_ONE} refusals from one address ${fromOne}, for ${FROM_MANY} from many ${fromMany}, for ${OF_MEMBER} of a member ${byMember}\n`,
  )
  // What is said and not written yet is written when the process is asked to end.
  await server.stop("SIGTERM")
  const stored = await readLogs()
  const text = stored.map(({ body }) => body)
  for (const deed of ["suspended una", "lifted the suspension of una", "verified the e-mail of una"]) {
    expect(text.filter((body) => body.includes(deed)).length, deed).toBeGreaterThan(0)
  }
  const entries = stored.filter(({ channel }) => channel === "admin.anonymous").map(({ data }) => data)
  const sum = entries.reduce((total, { count }) => total + Number(count), 0)
  process.stdout.write(`${entries.length} entries stand for ${sum} anonymous attempts\n`)
  expect(sum, "each is counted, and once").toBe(FROM_ONE + FROM_MANY)
  expect(entries.length).toBeLessThan(500)
})

/** As Ada, with one of the admin endpoints. On a machine that is busy with the flood, 503 means: again. */
async function administer(endpoint: string, data: object): Promise<void> {
  const statusOf = async () => (await ada.request.post(`/api/admin/${endpoint}`, { data })).status()
  await expect.poll(statusOf, { message: endpoint, timeout: 60_000 }).toBe(204)
}

/** Attempts without a token, each said to come from an address. */
function flood(attempts: number, addressOf: (index: number) => string): Promise<void> {
  return send(attempts, async (index) => {
    const headers = { "x-forwarded-for": addressOf(index) }
    const answer = await fetch(`${server.url}/api/channels/authenticate`, { method: "POST", headers })
    expect(answer.status).toBe(401)
    await answer.text()
  })
}

/** Refused attempts of a member, known by their token. */
async function floodOf(id: "ben", attempts: number): Promise<void> {
  const headers = { ...(await (await members.member(id)).bearer()), "content-type": "application/json" }
  const body = JSON.stringify({ channel: "team.blue.chat", data: {} })
  await send(attempts, async () => {
    const answer = await fetch(`${server.url}/api/channels/publish`, { method: "POST", headers, body })
    expect(answer.status).toBe(403)
    await answer.text()
  })
}

async function send(times: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const sender = async () => {
    while (next < times) await one(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
}

/** Commands that reached Redis meanwhile. */
async function commandsOf(act: () => Promise<unknown>): Promise<number> {
  const before = upstash.stats().commands
  await act()
  return upstash.stats().commands - before
}

/** What the admin channels hold, but for the metrics: each entry's channel, its data, and its whole text. */
async function readLogs() {
  const names = ["admin.actions", "admin.logs", "admin.anonymous"]
  const perChannel = names.map(async (channel) => {
    const answer = await fetch(upstash.url, {
      method: "POST",
      headers: { authorization: `Bearer ${upstash.token}` },
      body: JSON.stringify(["XRANGE", `grantway:log:${channel}`, "-", "+"]),
    })
    const { result }: { result: [string, string[]][] } = await answer.json()
    return result.map(([, fields]) => {
      const body = fields[fields.indexOf("m") + 1] ?? ""
      return { channel, body, data: JSON.parse(body).data }
    })
  })
  return (await Promise.all(perChannel)).flat()
}
