/**
 * What strangers at one's address can use up. On a server of its own: all specs come from one address, which would be
 * over its limits for those that follow.
 */
import { randomInt } from "node:crypto"
import { createMembers, type Members } from "./members"
import { type OpenStream, openStream } from "./open-stream"
import { type OwnServer, startOwnServer } from "./own-server"
import { expect, test } from "./siege"

/** Connections of strangers at one address at once, and bad keys from one address in a minute. */
const MAX_STRANGERS = 100
const MAX_BAD_KEYS = 60

const redReader = { path: "team.{teamId}.chat", params: { teamId: "red" }, actions: ["read"] }
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })
/** A well-formed key that does not exist, another one each time. */
const unknownKey = () => `gw_${String(randomInt(2 ** 47)).padStart(20, "A")}_${"B".repeat(44)}`

let server: OwnServer
let members: Members
test.beforeAll(async ({ playwright }) => {
  test.setTimeout(120_000)
  server = startOwnServer(51, {})
  expect(await server.started, server.written()).toBeUndefined()
  members = createMembers(playwright, server.url)
})
test.afterAll(async () => {
  await members?.dispose()
  await server?.stop()
})

/** Opens a stream from this machine, with headers in which it says that it is another. */
function open(channel: string, headers = {}, n = 0): Promise<OpenStream> {
  const address = `198.51.100.${n % 250}`
  const forged = { "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` }
  return openStream(`${server.url}/api/realtime?channel=${channel}`, { ...forged, ...headers })
}

async function makeKey(): Promise<string> {
  const { request } = await members.member("ada")
  const made = await request.post("/api/keys", { data: { name: "Reader", scope: [redReader] } })
  return (await made.json()).key
}

test("S-8 a hundred strangers at an address fill their own places, and none of a person, a session or a key", async ({
  siege,
}) => {
  const ben = await members.member("ben")
  const strangers: OpenStream[] = []
  await siege.harmless("a crowd of strangers, each with another forged address", async () => {
    for (let n = 0; n < MAX_STRANGERS + 20; n += 20) {
      strangers.push(...(await Promise.all(Array.from({ length: 20 }, (_, i) => open("lobby", {}, n + i)))))
    }
    expect(strangers.filter(({ status }) => status === 200)).toHaveLength(MAX_STRANGERS)
    expect(strangers.filter(({ status }) => status === 429)).toHaveLength(20)
  })
  const { cookies } = await ben.request.storageState()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
  const streams = [
    await open("team.red.chat", await ben.bearer()),
    await open("team.red.chat", { cookie, accept: "text/event-stream", "sec-fetch-site": "same-origin" }),
    await open("team.red.chat", bearer(await makeKey())),
  ]
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200])
  for (const stream of streams) await stream.next("open")
  for (const { close } of [...strangers, ...streams]) close()
  await expect(async () => {
    const again = await open("lobby")
    again.close()
    expect(again.status, "places are free again").toBe(200)
  }).toPass()
})

test("S-8 a flood of keys that do not exist keeps no key out that does", async ({ siege, playwright }) => {
  const request = await playwright.request.newContext({ baseURL: server.url })
  const read = (key: string) =>
    request.get("/api/channels/history?channel=team.red.chat", { headers: bearer(key) })
  for (let n = 0; n < MAX_BAD_KEYS; n += 1) {
    await siege.refused("an unknown key", read(unknownKey()), {
      ...{ status: [401, 429], code: ["INVALID_TOKEN", "RATE_LIMITED"] },
    })
  }
  await expect(async () => expect((await read(unknownKey())).status()).toBe(429)).toPass()
  const flood = Promise.all(Array.from({ length: 40 }, () => read(unknownKey())))
  expect((await read(await makeKey())).status(), "a key that the server has not seen before").toBe(200)
  for (const answer of await flood) expect(answer.status()).toBe(429)
  await request.dispose()
})
