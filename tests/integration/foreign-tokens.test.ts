/** A token of another service in the browser's client: what it opens, and what it is told where it opens nothing. */
import { expect, test, vi } from "vitest"
import { channels } from "@/lib/channels.client"
import { door } from "@/lib/door"
import { setEnv } from "@/lib/env"
import { realtime } from "@/lib/realtime"
import { createRealtimeClient } from "@/lib/sock8/client/client"
import { handle } from "@/lib/sock8/server/handle"
import { bearer, endpoints, foreignToken, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

const stream = handle({ realtime, middleware: door })
const chat = channels.team.chat.for({ teamId: "red" })

function clientWith(authToken: () => string) {
  return createRealtimeClient({
    authToken,
    endpoint: `${ORIGIN}/api/realtime`,
    channelsEndpoint: `${ORIGIN}/api/channels`,
    fetch: (input, init) => {
      const request = new Request(input, init)
      return request.url.endsWith("/api/realtime") ? stream(request) : endpoints(request)
    },
  })
}

test("R-23 with a foreign token the client opens channels, publishes and reads: it exchanges it first", async () => {
  setEnv({ JWT_ACCEPT_FOREIGN: "on" })
  const client = clientWith(() => foreignToken("ben"))
  const told: unknown[] = []
  client.join(chat, (event) => told.push(event.type === "message" ? event.message.data : event.type))
  await vi.waitFor(() => expect(told).toContain("open"))
  const { id } = await client.publish(chat, { text: "by another service" })
  await vi.waitFor(() => expect(told).toContainEqual({ text: "by another service" }))
  expect((await client.history(chat)).messages).toMatchObject([{ id, from: { id: "ben" } }])
  client.close()
})

test("R-23 publish and history take channel tokens alone, and say how one gets one", async () => {
  setEnv({ JWT_ACCEPT_FOREIGN: "on" })
  const headers = { ...bearer(foreignToken("ben")), "content-type": "application/json" }
  const body = JSON.stringify({ channel: "team.red.chat", data: { text: "x" } })
  const asked = [
    new Request(`${ORIGIN}/api/channels/publish`, { method: "POST", headers, body }),
    new Request(`${ORIGIN}/api/channels/history?channel=team.red.chat`, { headers }),
  ]
  for (const request of asked) {
    expect(await (await endpoints(request)).json()).toMatchObject({
      ...{ status: 401, code: "INVALID_TOKEN" },
      detail: expect.stringContaining("exchanges one for a channel token"),
    })
  }
})

test("R-23 where foreign tokens are off, the client is told that they are, and does not go on under a cookie", async () => {
  setEnv({ JWT_ACCEPT_FOREIGN: "off" })
  const client = clientWith(() => foreignToken("ben"))
  await expect(client.publish(chat, { text: "x" })).rejects.toMatchObject({
    data: { type: "INVALID_TOKEN", detail: "Tokens of other services are not accepted here" },
  })
})

test("R-23 what a foreign token opens ends with that token: a stream, and the channel token that it is exchanged for", async () => {
  setEnv({ JWT_ACCEPT_FOREIGN: "on" })
  const latest = Math.floor(Date.now() / 1000) + 61
  const exchange = { method: "POST", headers: bearer(foreignToken("ben", 60)) }
  const answer = await endpoints(new Request(`${ORIGIN}/api/channels/authenticate`, exchange))
  expect((await answer.json()).expiresAt).toBeLessThanOrEqual(latest * 1000)
  const headers = bearer(foreignToken("ben", 2))
  const opened = await stream(new Request(`${ORIGIN}/api/realtime?channel=team.red.chat`, { headers }))
  expect(opened.status).toBe(200)
  expect(await opened.text()).toMatch(/event: close\ndata: {"code":"TOKEN_EXPIRED"}\n\n$/)
})
