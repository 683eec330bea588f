/** API keys: which one outlives its maker's role, and what their limits are worth. */
import type { Member } from "./members"
import { openStream } from "./open-stream"
import { expect, type Siege, test } from "./siege"

const CHAT = "team.red.chat"
const redReader = { path: "team.{teamId}.chat", params: { teamId: "red" }, actions: ["read"] }
const history = `/api/channels/history?channel=${CHAT}`
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

async function makeKey({ request }: Member): Promise<{ id: string; key: string }> {
  const made = await request.post("/api/keys", { data: { name: "Reader", scope: [redReader] } })
  expect(made.status()).toBe(200)
  return made.json()
}

const DEAD = { status: 401, code: "AUTH_FAILED" }

test("S-7 the stream of a key ends with the role of its maker, and the role that is given back does not bring the key back", async ({
  siege,
  members,
  request,
  base,
}) => {
  const [ada, benno] = [await members.member("ada"), await members.member("ben2")]
  const administer = async (action: string, data: object) =>
    expect((await ada.request.post(`/api/admin/${action}`, { data })).status()).toBe(204)
  for (const [lose, regain] of [
    [
      ["role", { id: "ben2", role: "member" }],
      ["role", { id: "ben2", role: "admin" }],
    ],
    [
      ["suspension", { id: "ben2", change: "suspend" }],
      ["suspension", { id: "ben2", change: "lift" }],
    ],
  ] as const) {
    await administer("role", { id: "ben2", role: "admin" })
    const { id, key } = await makeKey(benno)
    const stream = await openStream(`${base}/api/realtime?channel=${CHAT}`, bearer(key))
    await stream.next("open")
    await administer(lose[0], lose[1])
    expect((await stream.next("close")).data).toEqual({ code: "TOKEN_EXPIRED" })
    await refusedEverywhere(siege, request, key)
    await administer(regain[0], regain[1])
    await refusedEverywhere(siege, request, key)
    expect((await ada.request.post("/api/keys/revoke", { data: { id } })).status()).toBe(204)
    await administer("role", { id: "ben2", role: "member" })
  }
  benno.dropToken()
})

async function refusedEverywhere(siege: Siege, request: Member["request"], key: string): Promise<void> {
  const headers = bearer(key)
  await siege.refused("history", request.get(history, { headers }), DEAD)
  await siege.refused("stream", request.get(`/api/realtime?channel=${CHAT}`, { headers }), DEAD)
  const data = { channel: CHAT, data: { text: "not to be said" } }
  await siege.refused("publish", request.post("/api/channels/publish", { headers, data }), DEAD)
}
