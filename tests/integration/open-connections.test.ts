/** The list of what is open: whose it is, how it is read and where from, and who may end it. */
import { expect, test, vi } from "vitest"
import { kick, openConnectionsOf } from "@/lib/administration/connections"
import { makeKey } from "@/lib/api-keys/manage-keys"
import { door } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { bearer, change, cookieOf, foreignToken, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

/** Opens a stream of the red team's chat; `ended()` says whether the server ended it. */
async function open(headers: Record<string, string>) {
  const leave = new AbortController()
  const init = { headers, signal: leave.signal }
  const request = new Request(`${ORIGIN}/api/realtime?channel=team.red.chat`, init)
  const { body, status } = await handle({ realtime, middleware: door })(request)
  expect(status).toBe(200)
  let ended = false
  const reading = (async () => {
    for await (const _ of body ?? []);
  })()
  void reading.catch(() => {}).finally(() => (ended = true))
  return { ended: () => ended, leave: () => leave.abort() }
}

function post(
  endpoint: (request: Request) => Promise<Response>,
  as: string,
  body: object,
  proof: Record<string, string> = bearer(foreignToken(as)),
): Promise<Response> {
  const headers = { "content-type": "application/json", ...proof }
  return endpoint(new Request(`${ORIGIN}/x`, { method: "POST", headers, body: JSON.stringify(body) }))
}

async function keyOf(admin: string): Promise<string> {
  const scope = [{ path: "team.{teamId}.chat", params: { teamId: "red" }, actions: ["read"] }]
  return (await (await post(makeKey, admin, { name: "Ticker", scope }, await cookieOf(admin))).json()).key
}

test("it tells a fetched stream from an EventSource, and a machine's from a person's", async () => {
  const streams = [
    await open(bearer(foreignToken("ben"))),
    await open({ ...(await cookieOf("bea")), accept: "text/event-stream" }),
    await open(bearer(await keyOf("ada"))),
  ]
  await vi.waitFor(async () => expect(await openConnectionsOf("acme")).toHaveLength(3))
  const listed = await openConnectionsOf("acme")
  expect(listed.map(({ holder, connection }) => [holder.kind, holder.name, connection.transport])).toEqual([
    ["person", "Bea Lindqvist", "event-source"],
    ["person", "Ben Castillo", "fetch"],
    ["key", "Ticker", "fetch"],
  ])
  for (const { connection } of listed) {
    expect(connection).toMatchObject({ channels: ["team.red.chat"], address: expect.any(String) })
    expect(Date.now() - connection.since).toBeLessThan(60_000)
  }
  for (const { leave } of streams) leave()
})

test("a machine's stream is kicked by the admins of its organisation, and refused to those of another", async () => {
  await change("eve", { role: "admin" })
  const stream = await open(bearer(await keyOf("ada")))
  const isMachine = ({ holder }: { holder: { kind: string } }) => holder.kind === "key"
  const find = async () => (await openConnectionsOf("acme")).find(isMachine)?.connection.id
  await vi.waitFor(async () => expect(await find()).toBeDefined())
  expect((await openConnectionsOf("acme-eu")).filter(isMachine)).toEqual([])
  const connection = await find()
  expect(await (await post(kick, "eve", { connection })).json()).toMatchObject({ code: "ADMIN_REQUIRED" })
  expect(stream.ended()).toBe(false)
  expect((await post(kick, "ada", { connection })).status).toBe(204)
  await vi.waitFor(() => expect(stream.ended()).toBe(true))
  expect(await find()).toBeUndefined()
})
