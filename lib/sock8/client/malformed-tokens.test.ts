import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { refusing, type ScriptedServer, scriptedToken, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

/** A token as any JWT library makes it of `{ sub }` and an expiry. */
function foreignToken(sub = "ben"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  return [part({ alg: "HS256", typ: "JWT" }), part({ sub, iat: 1, exp: 3601 }), "s"].join(".")
}

describe("a malformed token", () => {
  test("M-23 on a channel with parameters is INVALID_TOKEN, and final where it cannot become another one", async () => {
    const client = server.client({ authToken: "x.y.z" })
    const told: unknown[] = []
    client.join(red, (event) => told.push(event.type === "refused" ? event.error.data.type : event.type))
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("refused"))
    expect(client.getSnapshot()).toMatchObject({ error: { data: { type: "INVALID_TOKEN" } } })
    expect(told.at(-1)).toBe("INVALID_TOKEN")
  })

  test("M-17 M-23 is replaced by a new one, which is asked for once", async () => {
    const give = vi
      .fn(() => "x.y.z")
      .mockReturnValueOnce("a.b.c")
      .mockReturnValueOnce(scriptedToken())
    const client = server.client({ authToken: give })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    expect(give).toHaveBeenCalledTimes(2)

    const never = vi.fn(() => `x.${never.mock.calls.length}.z`)
    const other = server.client({ authToken: never })
    other.join(red, () => undefined)
    await vi.waitFor(() => expect(other.getSnapshot().state).toBe("refused"))
    expect(other.getSnapshot()).toMatchObject({ error: { data: { type: "INVALID_TOKEN" } } })
    expect(never).toHaveBeenCalledTimes(2)
  })

  test("M-17 M-23 is INVALID_TOKEN for publish and history, too, after one new one", async () => {
    const invalid = { data: { type: "INVALID_TOKEN" } }
    for (const ask of ["publish", "history"] as const) {
      const give = vi.fn(() => `x.${give.mock.calls.length}.z`)
      const client = server.client({ authToken: give })
      const asked = ask === "publish" ? client.publish(red, { text: "x" }) : client.history(red)
      await expect(asked).rejects.toMatchObject(invalid)
      expect(give).toHaveBeenCalledTimes(2)
    }
    const client = server.client({ authToken: vi.fn(scriptedToken).mockReturnValueOnce("x.y.z") })
    expect(await client.publish(red, { text: "x" })).toEqual({ id: "2000-0" })
  })

  test("M-23 on a channel without parameters is for the server to judge: it may be a key", async () => {
    const client = server.client({ authToken: "opaque" })
    client.join(channels.admin.logs, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    expect(server.askedOf("realtime")[0]?.headers.authorization).toBe("Bearer opaque")
  })
})

describe("a token of another service", () => {
  test("R-23 is exchanged for a channel token, without the cookie, and used nowhere else", async () => {
    const credentials: unknown[] = []
    const text = foreignToken()
    const client = server.client({
      authToken: text,
      fetch: (input, init) => {
        if (String(input).endsWith("/authenticate")) credentials.push(init?.credentials)
        return fetch(input, init)
      },
    })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    await client.publish(red, { text: "x" })
    await client.history(red)
    expect(credentials).toEqual(["omit"])
    expect(server.askedOf("authenticate")[0]?.headers.authorization).toBe(`Bearer ${text}`)
    const others = server.asked.filter(({ route }) => route !== "authenticate")
    expect(others).toHaveLength(3)
    for (const { headers } of others) expect(headers.authorization).not.toBe(`Bearer ${text}`)
  })

  test("R-23 that expired is asked for once more, and then final", async () => {
    server.script.authenticate = () => refusing("TOKEN_EXPIRED", 401)
    const give = vi.fn(() => foreignToken(`ben${give.mock.calls.length}`))
    const client = server.client({ authToken: give })
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("refused"))
    expect(client.getSnapshot()).toMatchObject({ error: { data: { type: "TOKEN_EXPIRED" } } })
    expect(give).toHaveBeenCalledTimes(2)
  })

  test("R-23 where the server takes none such is INVALID_TOKEN, not a question for a password", async () => {
    server.script.authenticate = () => refusing("AUTH_REQUIRED", 401)
    const client = server.client({ authToken: foreignToken() })
    await expect(client.publish(red, { text: "x" })).rejects.toMatchObject({
      data: { type: "INVALID_TOKEN", detail: expect.stringContaining("other services") },
    })
  })
})
