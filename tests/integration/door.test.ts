/** The door as the readers of `handle({ realtime, middleware })` know it: `{ request, channels }` in, a Response or nothing out. */
import { describe, expect, test, vi } from "vitest"
import { requireGrants, requireToken, type Step } from "../../lib/sock8/server/door"
import { startDoor } from "./door-world"
import { channels, eventOf, refusalOf, texts } from "./realtime-world"

const appWith = startDoor()

async function wire(response: Response): Promise<[number, string]> {
  return [response.status, await response.text()]
}

describe("a step", () => {
  test("U0-3 U1-2 sees the request and every channel that is asked for", async () => {
    const seen: unknown[] = []
    const app = appWith(({ request, channels: names, channel }) => {
      seen.push(request instanceof Request, request.headers.get("x-mark"), names, channel)
      return new Response(null, { status: 418 })
    })
    await app.connect({ headers: { "x-mark": "7" } }, "?channel=team.red.chat&channel=notification.ben")
    expect(seen).toEqual([true, "7", ["team.red.chat", "notification.ben"], "team.red.chat"])
  })

  test("U0-4 U1-2 U1-4 sees `default` where no channel is named, which is granted to nobody by itself", async () => {
    const seen: unknown[] = []
    const app = appWith(({ channel, channels: names }) => void seen.push(channel, names), requireToken)
    expect((await app.connect()).status).toBe(401)
    const authorization = `Bearer ${await app.tokenOf("ben")}`
    expect((await app.connect({ headers: { authorization } })).status).toBe(403)
    expect((await app.connect({ method: "POST", headers: { authorization } })).status).toBe(403)
    expect(seen).toEqual(["default", ["default"], "default", ["default"], "default", ["default"]])
  })

  test("U0-5 U1-9 that returns nothing lets the next one decide; U0-2 it may be asynchronous", async () => {
    const app = appWith(
      () => undefined,
      async () => undefined,
      requireToken,
      async () => {},
      requireGrants,
    )
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    await vi.waitFor(() => expect(eventOf(reader, "open")?.identity).toBe("ben"))
    reader.leave()
  })

  test("U0-6 U1-9 that returns a Response refuses the whole connection, and status, headers and body reach the wire unchanged", async () => {
    const app = appWith(
      requireToken,
      () => new Response("Come back tomorrow", { status: 451, headers: { "x-own": "yes" } }),
    )
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    expect(reader.response.headers.get("x-own")).toBe("yes")
    expect(await wire(reader.response)).toEqual([451, "Come back tomorrow"])
    expect(app.realtime.hub.size()).toEqual({ channels: 0, subscriptions: 0 })
  })

  test("M-1 M-4 runs in order, and not after one that refused", async () => {
    const ran: string[] = []
    const step =
      (name: string, result?: Response): Step =>
      () => {
        ran.push(name)
        return result
      }
    const app = appWith(step("first"), step("second", new Response("no", { status: 403 })), step("third"))
    expect((await app.connect()).status).toBe(403)
    expect(ran).toEqual(["first", "second"])
  })

  test("M-11 sees who the steps before it recognised, with name and grants", async () => {
    const seen: unknown[] = []
    const app = appWith(
      requireToken,
      ({ visitor }) => void seen.push(visitor?.identity, visitor?.name, visitor?.grants.length),
    )
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    expect(seen).toEqual(["ben", "ben of the tests", 6])
    reader.leave()
  })

  test("that throws refuses with 503: a door that fails is closed", async () => {
    const app = appWith(requireToken, () => {
      throw new Error("the limiter's store is down")
    })
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    expect(await refusalOf(reader.response)).toMatchObject({ status: 503, code: "UNAVAILABLE" })
  })
})

describe("a chain", () => {
  test("U0-22 that says nothing about who is there lets nobody in", async () => {
    const app = appWith(() => undefined)
    expect(await refusalOf(await app.connect({}, "?channel=notification.ben"))).toMatchObject({
      status: 401,
      code: "AUTH_REQUIRED",
    })
  })

  test("that forgets about grants is a closed door all the same", async () => {
    const app = appWith(requireToken)
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ada" }])
    expect(await refusalOf(reader.response)).toMatchObject({ status: 403, code: "FORBIDDEN_CHANNEL" })
  })

  test("that forgets to ask who is there tells strangers nothing of single channels", async () => {
    const app = appWith(() => undefined)
    for (const other of ["notification.ben", "team.red.chat", "admin.logs", "no.such"]) {
      const response = await app.connect({}, `?channel=lobby&channel=${other}`)
      expect(response.status, other).toBe(401)
      expect(await refusalOf(response)).toMatchObject({ code: "AUTH_REQUIRED" })
    }
  })

  test("K-7 lets somebody without a token into a channel that is open to everybody, and into no other", async () => {
    const app = appWith(requireToken, requireGrants)
    expect((await app.connect({}, "?channel=lobby&channel=notification.ben")).status).toBe(401)
    const leave = new AbortController()
    const response = await app.connect({ signal: leave.signal }, "?channel=lobby")
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
    ])
    leave.abort()
  })
})

describe("the patterns of the documents, written with { request, channels }", () => {
  const people: Record<string, { id: string } | undefined> = { "Bearer of-ben": { id: "ben" } }
  const currentUser = async (request: Request) => people[request.headers.get("authorization") ?? ""]

  test("U0-7 U1-8 no user: Unauthorized", async () => {
    const app = appWith(async ({ request }) => {
      if (!(await currentUser(request))) return new Response("Unauthorized", { status: 401 })
    })
    expect(await wire(await app.connect())).toEqual([401, "Unauthorized"])
    expect((await app.connect({ headers: { authorization: "Bearer of-ben" } })).status).toBe(401)
  })

  test("U0-8 U1-6 no session: Please sign in", async () => {
    const getSession = async (request: Request) => ({ user: await currentUser(request) })
    const app = appWith(async ({ request }) => {
      const session = await getSession(request)
      if (!session.user) return new Response("Please sign in", { status: 401 })
    })
    expect(await wire(await app.connect())).toEqual([401, "Please sign in"])
  })

  test("U0-9 no bearer token: Missing token; M-6 it is read from the header and nowhere else", async () => {
    const app = appWith(({ request }) => {
      const token = request.headers.get("Authorization")?.replace("Bearer ", "")
      if (!token) return new Response("Missing token", { status: 401 })
    }, requireToken)
    expect(await wire(await app.connect({}, "?channel=team.red.chat"))).toEqual([401, "Missing token"])
  })
})

describe("the request", () => {
  test("M-19 a token in the address or in the body is refused, also beside a good one", async () => {
    const app = appWith(requireToken, requireGrants)
    const token = await app.tokenOf("ben")
    const authorization = `Bearer ${token}`
    for (const query of [
      `?channel=notification.ben&token=${token}`,
      `?access_token=${token}`,
      `?channel=notification.ben&Authorization=x`,
    ]) {
      expect((await app.connect({ headers: { authorization } }, query)).status, query).toBe(400)
      expect((await app.connect({}, query)).status, query).toBe(400)
    }
    const body = JSON.stringify({ channels: [{ name: "notification.ben" }], token })
    const headers = { "content-type": "application/json" }
    expect((await app.connect({ method: "POST", body, headers })).status).toBe(400)
    const cookie = { cookie: `token=${token}; authorization=Bearer ${token}` }
    expect((await app.connect({ headers: cookie }, "?channel=notification.ben")).status).toBe(401)
  })

  test("K-18 a forged or malformed channel name is refused before the door is asked", async () => {
    const asked = vi.fn()
    const app = appWith(() => void asked())
    const names = [
      ...[
        "user-1/../user-2",
        "../../del/victim",
        "team.*.chat",
        "*",
        "a..b",
        ".",
        "",
        "a b",
        "a%2eb",
        "tëam",
        "a,b",
        "a?b",
      ],
      ...[
        "{userId}",
        "team.red.chat\u0000",
        "team.red.chat\n",
        "\u202ea",
        "x".repeat(300),
        "notification.ben:",
      ],
    ]
    for (const name of names) {
      const response = await app.connect({}, `?channel=${encodeURIComponent(name)}`)
      expect(await refusalOf(response), JSON.stringify(name)).toMatchObject({
        status: 400,
        code: "INVALID_CHANNEL",
      })
    }
    for (const name of [7, null, {}, ["notification.ben"], true]) {
      const body = JSON.stringify({ channels: [{ name }] })
      const response = await app.connect({
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      })
      expect(await refusalOf(response), JSON.stringify(name)).toMatchObject({ status: 400 })
    }
    expect(asked).not.toHaveBeenCalled()
  })

  test("too many channels are refused, one that is named twice is delivered once", async () => {
    const app = appWith(requireToken, requireGrants)
    const token = await app.tokenOf("ben")
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const many = Array.from({ length: 65 }, (_, n) => ({ name: `document.d${n}` }))
    const response = await app.connect({ method: "POST", headers, body: JSON.stringify({ channels: many }) })
    expect(await refusalOf(response)).toMatchObject({ status: 400, code: "TOO_MANY_CHANNELS" })
    const reader = await app.open(token, [{ name: "document.d1" }, { name: "document.d1" }])
    await vi.waitFor(() => expect(eventOf(reader, "open")?.channels).toHaveLength(1))
    await app.realtime.emit(channels.document.for({ documentId: "d1" }), { text: "once" })
    await app.realtime.emit(channels.document.for({ documentId: "d1" }), { text: "more" })
    await vi.waitFor(() => expect(texts(reader)).toEqual(["once", "more"]))
    reader.leave()
  })

  test("a malformed cursor is refused", async () => {
    const app = appWith(requireToken, requireGrants)
    const token = await app.tokenOf("ben")
    for (const after of ["", "0", "$", "-", "+", "(1-0", "1-0.A.1", "1-0.a.-1", "1e3-0", "9".repeat(80)]) {
      const reader = await app.open(token, [{ name: "document.d1", after }])
      expect(await refusalOf(reader.response), after).toMatchObject({ status: 400, code: "INVALID_CURSOR" })
    }
  })
})
