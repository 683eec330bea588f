/** The lobby: what every visitor may read, and only admins may say. */
import { describe, expect, test, vi } from "vitest"
import { tellVisitors } from "@/lib/administration/tell-visitors"
import { channels } from "@/lib/channels"
import { channels as refs } from "@/lib/channels.client"
import { door } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { createRealtimeClient } from "@/lib/sock8/client/client"
import { handle } from "@/lib/sock8/server/handle"
import {
  ask,
  bearer,
  change,
  cookieOf,
  endpoints,
  foreignToken,
  ORIGIN,
  startAppWorld,
  tokenOf,
  verdictsOf,
} from "./app-world"

startAppWorld()

/** Posts a notice as somebody, and answers the status and the code. */
async function tell(as: string | null, body: unknown, headers = {}): Promise<string> {
  const sent = { "content-type": "application/json", ...(as ? bearer(foreignToken(as)) : {}), ...headers }
  const init = { method: "POST", headers: sent, body: JSON.stringify(body) }
  const response = await tellVisitors(new Request(`${ORIGIN}/api/admin/notice`, init))
  return response.ok ? String(response.status) : `${response.status} ${(await response.json()).code}`
}

/** What an endpoint answers to somebody without a token: the status, and the code of a refusal. */
async function asNobody(path: string, init: RequestInit = {}): Promise<string> {
  const response = await endpoints(new Request(`${ORIGIN}/api/channels/${path}`, init))
  const { code = "" } = await response.json()
  return `${response.status} ${code}`.trim()
}

describe("a visitor", () => {
  test("M-32 reads the lobby without a token, live and what was said before", async () => {
    expect(await tell("ada", { text: "Open until six" })).toBe("204")
    const stream = handle({ realtime, middleware: door })
    const client = createRealtimeClient({
      ...{ authToken: null, endpoint: "/api/realtime", signals: () => () => {} },
      fetch: async (input, init) => {
        const request = new Request(new URL(String(input), ORIGIN), init)
        expect(request.headers.get("authorization")).toBeNull()
        return request.url.endsWith("/api/realtime") ? stream(request) : endpoints(request)
      },
    })
    const { messages } = await client.history(refs.lobby, { limit: 1 })
    expect(messages[0]).toMatchObject({ data: { text: "Open until six", from: "Acme" }, from: null })
    const heard: unknown[] = []
    client.join(refs.lobby, (event) => void (event.type === "message" && heard.push(event.message.data)))
    await vi.waitFor(() => expect(client.getSnapshot()).toMatchObject({ state: "open", identity: null }))
    await tell("ada", { text: "Closing now" })
    await vi.waitFor(() => expect(heard).toEqual([{ text: "Closing now", from: "Acme" }]))
    client.close()
  })

  test("M-32 K-7 reads nothing else, also beside the lobby, and says nothing", async () => {
    for (const names of [
      ["team.red.chat"],
      ["lobby", "team.red.chat"],
      ["lobby.x"],
      ["lobby", "lobby2"],
      [],
    ]) {
      const { status, body } = await ask(door, {}, ...names)
      expect([status, body], names.join()).toEqual([401, expect.stringContaining("AUTH_REQUIRED")])
    }
    for (const name of ["team.red.chat", "lobby.x", "Lobby", "a..b", ""]) {
      expect(await asNobody(`history?channel=${name}`), name).toBe("401 AUTH_REQUIRED")
    }
    const body = JSON.stringify({ channel: "lobby", data: { text: "hi", from: "Acme" } })
    const init = { method: "POST", headers: { "content-type": "application/json" }, body }
    expect(await asNobody("publish", init)).toBe("401 AUTH_REQUIRED")
    expect(await asNobody("authenticate", { method: "POST" })).toBe("401 AUTH_REQUIRED")
  })

  test("a bad token is refused, and not taken for none", async () => {
    expect((await ask(door, bearer("x.y.z"), "lobby")).status).toBe(401)
    expect(await asNobody("history?channel=lobby", { headers: bearer("x.y.z") })).toBe("401 INVALID_TOKEN")
    expect(await asNobody("history?channel=lobby", { headers: { authorization: "x" } })).toBe(
      "401 INVALID_TOKEN",
    )
  })
})

describe("people", () => {
  test("read the lobby beside their own channels, and cannot publish there", async () => {
    for (const id of ["ben", "ada", "eve"]) {
      const headers = bearer(await tokenOf(id))
      const names = [`notification.${id}`, "lobby"]
      expect(await verdictsOf(door, headers, ...names)).toEqual(
        Object.fromEntries(names.map((n) => [n, "open"])),
      )
      const body = JSON.stringify({ channel: "lobby", data: { text: "hi", from: "Acme" } })
      const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body }
      expect(await asNobody("publish", init)).toBe("403 FORBIDDEN_CHANNEL")
    }
  })

  test("one who was suspended is refused by their token, as everywhere", async () => {
    const headers = bearer(await tokenOf("ben"))
    await change("ben", { suspended: true })
    expect((await ask(door, headers, "lobby")).body).toContain("ACCOUNT_SUSPENDED")
  })
})

describe("a notice", () => {
  test("is posted by admins of the organisation that runs the site, from its own pages, and says whom it is from", async () => {
    const text = "Closed on Friday"
    expect(await tell(null, { text })).toBe("401 AUTH_REQUIRED")
    expect(await tell("ben", { text })).toBe("403 ADMIN_REQUIRED")
    expect(await tell("sam", { text })).toBe("403 ACCOUNT_SUSPENDED")
    await change("eve", { role: "admin" })
    expect(await tell("eve", { text }), "an admin of another organisation").toBe("403 ADMIN_REQUIRED")
    for (const origin of ["https://evil.example", "null"]) {
      expect(await tell(null, { text }, { origin, ...(await cookieOf("ada")) })).toBe("403 ORIGIN_FORBIDDEN")
    }
    for (const broken of [{}, { text: "" }, { text: "  " }, { text: "x".repeat(201) }, { text: 7 }, null]) {
      expect(await tell("ada", broken)).toBe("400 INVALID_REQUEST")
    }
    expect(await tell("ada", { text, from: "Acme Europe" })).toBe("204")
    const page = await realtime.history.readBefore(channels.lobby, { before: undefined, limit: 20 })
    expect(page.messages.filter(({ data }) => JSON.stringify(data).includes(text))).toEqual([
      expect.objectContaining({ data: { text, from: "Acme" } }),
    ])
  })

  test("is in the admin log, without its text, and so is each refusal", async () => {
    const told = vi.spyOn(realtime, "tell")
    await tell("ada", { text: "a-text-that-is-said" })
    await tell("ben", { text: "a-text-that-is-not" })
    const records = told.mock.calls.map(([, facts]) => facts)
    expect(records).toMatchObject([
      { attempt: "administer", allowed: true, why: "told every visitor", identity: "ada" },
      { attempt: "administer", allowed: false, code: "ADMIN_REQUIRED", identity: "ben" },
    ])
    expect(JSON.stringify(records)).not.toContain("a-text-that")
    told.mockRestore()
  })
})
