import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { RealtimeError } from "./realtime-error"
import {
  type Answer,
  granting,
  refusing,
  type ScriptedServer,
  scriptedToken,
  startScriptedServer,
} from "./scripted-server"
import { channels } from "./test-channels"

const red = channels.team.chat.for({ teamId: "red" })
const blue = channels.team.chat.for({ teamId: "blue" })

let server: ScriptedServer

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(() => server.close())

const refuseStream = (answer: Answer) => {
  server.script.realtime = () => answer
}

/** Joins, waits for the refusal, and proves that nothing more is asked, whatever the browser says. */
async function refusalOf(options = {}): Promise<RealtimeError> {
  let wake = (): void => undefined
  const client = server.client({
    ...options,
    signals: (onWake) => {
      wake = () => onWake("online")
      return () => undefined
    },
  })
  client.join(red, () => undefined)
  const error = await vi.waitFor(() => {
    const now = client.getSnapshot()
    if (now.state !== "refused") throw new Error(now.state)
    return now.error
  })
  const before = server.asked.length
  wake()
  client.join(red, () => undefined)
  // Longer than the longest wait of these timings.
  const quietUntil = Date.now() + 100
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(quietUntil))
  expect(server.asked.length).toBe(before)
  return error
}

describe("M-23 a refusal that no retry can change ends the asking", () => {
  test.each([
    ["AUTH_REQUIRED", 401],
    ["USER_NOT_FOUND", 401],
    ["ACCOUNT_SUSPENDED", 403],
    ["ADMIN_REQUIRED", 403],
    ["INVALID_CHANNEL", 400],
  ] as const)("%s of the stream", async (code, status) => {
    refuseStream(refusing(code, status))
    const error = await refusalOf()
    expect(error).toMatchObject({ message: `Title of ${code}`, data: { type: code, status } })
    expect(server.askedOf("realtime")).toHaveLength(1)
  })

  test("AUTH_REQUIRED of the token endpoint", async () => {
    server.script.authenticate = () => refusing("AUTH_REQUIRED", 401)
    expect((await refusalOf()).data.type).toBe("AUTH_REQUIRED")
    expect(server.askedOf("authenticate")).toHaveLength(1)
    expect(server.askedOf("realtime")).toHaveLength(0)
  })

  test("a close with such a code", async () => {
    server.script.realtime = (open) => void open().open().send("close", { code: "ACCOUNT_SUSPENDED" })
    expect((await refusalOf()).data.type).toBe("ACCOUNT_SUSPENDED")
    expect(server.askedOf("realtime")).toHaveLength(1)
  })
})

test("M-20 an error is an Error, with the code in data", async () => {
  refuseStream(refusing("AUTH_REQUIRED", 401))
  const error = await refusalOf()
  expect(error).toBeInstanceOf(Error)
  expect(error.data).toEqual({ type: "AUTH_REQUIRED", status: 401 })
})

test("M-17 on TOKEN_EXPIRED a new token is asked for and the stream opened with it", async () => {
  server.script.realtime = (open, _, index) =>
    index === 0 ? refusing("TOKEN_EXPIRED", 401) : void open().open()
  const client = server.client()
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  const [first, second] = server.askedOf("realtime")
  expect(second?.headers.authorization).not.toBe(first?.headers.authorization)
  expect(server.askedOf("authenticate")).toHaveLength(2)
})

test("M-17 a new token is asked for once: refused again, it is final", async () => {
  refuseStream(refusing("INVALID_TOKEN", 401))
  expect((await refusalOf()).data.type).toBe("INVALID_TOKEN")
  expect(server.askedOf("authenticate")).toHaveLength(2)
  expect(server.askedOf("realtime")).toHaveLength(2)
})

test("R-13 a string that expired cannot become another: it is final, and said once", async () => {
  refuseStream(refusing("TOKEN_EXPIRED", 401))
  expect((await refusalOf({ authToken: scriptedToken() })).data.type).toBe("TOKEN_EXPIRED")
  expect(server.askedOf("realtime")).toHaveLength(1)
})

test("fault 14: a stream closed for its token's end comes back with a new token", async () => {
  server.script.realtime = (open, _, index) => {
    const stream = open().open()
    if (index === 0) stream.send("close", { code: "TOKEN_EXPIRED" }).end()
  }
  const client = server.client()
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(server.streams).toHaveLength(2))
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(server.askedOf("authenticate")).toHaveLength(2)
})

test("a Response that a step of the door made reaches err.data unchanged, and is final", async () => {
  const body = '{ "error": "Only on   weekdays" }\n'
  refuseStream({ status: 403, type: "application/json", body })
  const { data } = await refusalOf()
  expect(data).toEqual({ type: "CUSTOM", status: 403, body })
})

test("a Response of the door's own with 429 or 5xx is tried again", async () => {
  server.script.realtime = (open, _, index) =>
    index < 2 ? { status: [429, 502][index] ?? 0, type: "text/plain", body: "busy" } : void open().open()
  const client = server.client()
  client.join(red, () => undefined)
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
})

test("reconnect begins anew after a refusal", async () => {
  refuseStream(refusing("ACCOUNT_SUSPENDED", 403))
  const client = server.client()
  const told: string[] = []
  client.join(red, ({ type }) => told.push(type))
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("refused"))
  server.script.realtime = (open) => void open().open()
  client.reconnect()
  await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  expect(told).toEqual(["joining", "refused", "joining", "open"])
})

describe("one refused channel", () => {
  test("is told to its listeners; the others go on", async () => {
    server.script.authenticate = () =>
      granting({ "team.red.chat": "team.{teamId}.chat", "team.blue.chat": "team.{teamId}.chat" })
    server.script.realtime = (open) => {
      const refused = { channel: "team.blue.chat", code: "FORBIDDEN_CHANNEL", title: "Not yours" }
      open()
        .open({ except: ["team.blue.chat"] })
        .send("refused", refused)
        .message("team.red.chat", 1)
    }
    const client = server.client()
    const told: unknown[] = []
    client.join(blue, (event) => told.push(event.type === "refused" ? event.error.message : event.type))
    const others: string[] = []
    client.join(red, ({ type }) => others.push(type))
    await vi.waitFor(() => expect(others).toContain("message"))
    expect(told).toEqual(["joining", "Not yours"])
  })

  test("K-18 that was not granted is not asked for", async () => {
    const client = server.client()
    const told: unknown[] = []
    client.join(blue, (event) => told.push(event.type === "refused" ? event.error.data.type : event.type))
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    expect(told).toEqual(["joining", "FORBIDDEN_CHANNEL"])
    expect(server.streams[0]?.channels).toEqual(["team.red.chat"])
  })

  test("that was not granted is refused also where it is joined later, and told once", async () => {
    const client = server.client()
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
    const told: string[] = []
    client.join(blue, ({ type }) => told.push(type))
    await vi.waitFor(() => expect(told).toEqual(["joining", "refused"]))
    client.join(channels.admin.logs, () => undefined)
    await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
    expect(told).toEqual(["joining", "refused"])
  })

  test("that is refused for the server's reasons is asked for again", async () => {
    server.script.realtime = (open, _, index) => {
      if (index > 0) open().open()
      else
        open()
          .open({ except: ["team.red.chat"] })
          .send("refused", { channel: "team.red.chat", code: "UNAVAILABLE", title: "Later" })
    }
    const told: string[] = []
    server.client().join(red, ({ type }) => told.push(type))
    await vi.waitFor(() => expect(told).toEqual(["joining", "refused", "open"]))
  })

  test("alone refuses the connection without a request, until a channel is joined that is granted", async () => {
    const client = server.client()
    const leave = client.join(blue, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("refused"))
    expect(server.askedOf("realtime")).toEqual([])
    leave()
    client.join(red, () => undefined)
    await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
  })

  test.each(["ADMIN_REQUIRED", "NOT_A_TEAM_MEMBER"] as const)(
    "alone is refused as %s, until another channel is joined",
    async (code) => {
      let answer: Answer | undefined = refusing(code, 403)
      server.script.realtime = (open) => answer ?? void open().open()
      const client = server.client()
      client.join(channels.admin.logs, () => undefined)
      await vi.waitFor(() => expect(client.getSnapshot().state).toBe("refused"))
      answer = undefined
      client.join(red, () => undefined)
      await vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"))
      client.close()
    },
  )
})
