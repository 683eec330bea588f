/** The door and the rules of the app as they are, without a server around them. */
import { describe, expect, test, vi } from "vitest"
import { channels } from "@/lib/channels.client"
import { door as appDoor } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { createRealtimeClient } from "@/lib/sock8/client/client"
import { handle } from "@/lib/sock8/server/handle"
import { bearer, endpoints, ORIGIN, startAppWorld, tokenOf } from "./app-world"

startAppWorld()

describe("the app's own door", () => {
  test("M-15 R-12 a client that is given a token hears its channel and says something there", async () => {
    const stream = handle({ realtime, middleware: appDoor })
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(new URL(String(input), ORIGIN), init)
      return request.url.endsWith("/api/realtime") ? stream(request) : endpoints(request)
    }
    const authToken = await tokenOf("ben")
    const client = createRealtimeClient({
      authToken,
      endpoint: "/api/realtime",
      fetch,
      signals: () => () => {},
    })
    const ref = channels.team.chat.for({ teamId: "red" })
    const heard: unknown[] = []
    client.join(ref, (event) => void (event.type === "message" && heard.push(event.message)))
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    await client.publish(ref, { text: "hello" })
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatchObject({ from: { id: "ben", name: "Ben Castillo" }, data: { text: "hello" } })
    client.close()
  })

  test("M-61 being signed in is not enough: each message is asked for its room, its sender, its shape and its size", async () => {
    const eve = bearer(await tokenOf("eve"))
    const send = async (headers: Record<string, string>, channel: string, data: unknown) => {
      const init = { method: "POST", headers: { "content-type": "application/json", ...headers } }
      const request = new Request(`${ORIGIN}/publish`, { ...init, body: JSON.stringify({ channel, data }) })
      const response = await endpoints(request)
      return `${response.status} ${(await response.json()).code ?? "said"}`
    }
    const text = "hi"
    expect(await send({}, "team.red.chat", { text })).toBe("401 AUTH_REQUIRED")
    expect(await send(eve, "team.red.chat", { text, from: "ada" })).toBe("403 FORBIDDEN_CHANNEL")
    expect(await send(eve, "org.acme-eu.announcements", { text })).toBe("403 NOT_GRANTED_PUBLISH")
    expect(await send(eve, "team.red-eu.chat", { text: "" })).toBe("422 INVALID_PAYLOAD")
    expect(await send(eve, "team.red-eu.chat", { text: "x".repeat(70_000) })).toBe("413 PAYLOAD_TOO_LARGE")
    expect(await send(eve, "team.red-eu.chat", { text, from: "ada" })).toBe("200 said")
    const request = new Request(`${ORIGIN}/history?channel=team.red-eu.chat`, { headers: eve })
    const { messages } = await (await endpoints(request)).json()
    expect(messages).toEqual([
      expect.objectContaining({ from: { id: "eve", name: "Eve Marchetti" }, data: { text } }),
    ])
  })
})
