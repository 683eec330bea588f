/** A whole chain of the door, and what a client sees of its refusals. */
import { describe, expect, test, vi } from "vitest"
import { createProxyClient } from "../../lib/sock8/client/channel-proxy"
import { createRealtimeClient } from "../../lib/sock8/client/client"
import type { RealtimeError } from "../../lib/sock8/client/realtime-error"
import { limitAttempts, requireGrants, requireToken, type Step } from "../../lib/sock8/server/door"
import { logAttempts } from "../../lib/sock8/server/log-attempts"
import { refuse } from "../../lib/sock8/server/problem"
import { startDoor } from "./door-world"
import { roomInThisMinute } from "./minute"
import { type App, type channels, eventOf, refusalOf } from "./realtime-world"

const appWith = startDoor()

const banned = new Set<string>()

/** Log, recognise, ask about the account, count: the order in which the documents put them. */
function fourSteps(ran: string[] = []): Step[] {
  const noting =
    (name: string, step: Step): Step =>
    (context) => {
      ran.push(name)
      return step(context)
    }
  const notBanned: Step = ({ visitor }) =>
    visitor && banned.has(visitor.identity) ? refuse("ACCOUNT_SUSPENDED") : undefined
  return [
    noting("log", logAttempts("members")),
    noting("recognise", requireToken),
    noting("account", notBanned),
    noting("count", limitAttempts({ perPerson: { max: 2, perSeconds: 60 } })),
    requireGrants,
  ]
}

describe("a chain of steps", () => {
  test("M-2 a step that returns nothing lets the attempt go on; one that returns or throws a refusal ends it", async () => {
    const ends: ReadonlyArray<[Step, number]> = [
      [() => undefined, 200],
      [async () => {}, 200],
      [() => new Response("no", { status: 403 }), 403],
      [async () => refuse("ACCOUNT_SUSPENDED"), 403],
      [() => Promise.reject(new Error("next(new Error())")), 503],
    ]
    for (const [step, status] of ends) {
      const reached = vi.fn()
      const app = appWith(requireToken, step, () => void reached())
      const { response, leave } = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
      expect(response.status).toBe(status)
      expect(reached).toHaveBeenCalledTimes(status === 200 ? 1 : 0)
      leave()
    }
  })

  test("M-5 logs, recognises, limits and checks what is asked for, each refusal in its own words", async () => {
    await roomInThisMinute()
    const app = appWith(...fourSteps())
    const token = await app.tokenOf("mia")
    const own = [{ name: "notification.mia" }]
    expect(await refusalOf(await app.connect({}, "?channel=a..b"))).toMatchObject({ code: "INVALID_CHANNEL" })
    expect(await refusalOf(await app.connect({}, "?channel=notification.mia"))).toMatchObject({ status: 401 })
    const foreign = await app.open(token, [{ name: "notification.ben" }])
    expect(await refusalOf(foreign.response)).toMatchObject({ code: "FORBIDDEN_CHANNEL" })
    const opened = await app.open(token, own)
    await vi.waitFor(() => expect(eventOf(opened, "open")?.identity).toBe("mia"))
    opened.leave()
    expect(await refusalOf((await app.open(token, own)).response)).toMatchObject({
      code: "TOO_MANY_CONNECTIONS",
    })
    const connects = app.attempts.filter(({ attempt }) => attempt === "connect")
    expect(connects.map(({ namespace, identity, code }) => `${namespace} ${identity} ${code}`)).toEqual([
      // A name that cannot be one is refused before the first step, so that no step gave it a label.
      "null null INVALID_CHANNEL",
      "members null AUTH_REQUIRED",
      "members mia FORBIDDEN_CHANNEL",
      "members mia null",
      "members mia TOO_MANY_CONNECTIONS",
    ])
  })

  test("M-25 M-26 recognises second and asks about the account third: nobody is asked whether they are suspended", async () => {
    const ran: string[] = []
    const app = appWith(...fourSteps(ran))
    expect((await app.connect({}, "?channel=notification.kim")).status).toBe(401)
    expect(ran.splice(0)).toEqual(["log", "recognise"])
    const token = await app.tokenOf("kim")
    banned.add("kim")
    const { response } = await app.open(token, [{ name: "notification.kim" }])
    expect(await refusalOf(response)).toEqual({
      ...{ status: 403, code: "ACCOUNT_SUSPENDED", title: "Account suspended" },
    })
    expect(ran.splice(0)).toEqual(["log", "recognise", "account"])
    banned.delete("kim")
    expect((await app.open(token, [{ name: "notification.kim" }])).response.status).toBe(200)
    expect(ran).toEqual(["log", "recognise", "account", "count"])
  })

  test("M-48 the log comes first and recognising second, and each way in which a token is bad has its own code", async () => {
    const app = appWith(...fourSteps())
    const good = await app.tokenOf("lou")
    const connect = (token: string) =>
      app.connect({ headers: { authorization: `Bearer ${token}` } }, "?channel=notification.lou")
    expect((await app.connect({}, "?channel=notification.lou")).status).toBe(401)
    expect((await connect(`${good}x`)).status).toBe(401)
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 3_600_000 })
    expect((await connect(good)).status).toBe(401)
    vi.useRealTimers()
    const connects = app.attempts.filter(({ attempt }) => attempt === "connect")
    expect(connects.map(({ namespace, identity, code }) => `${namespace} ${identity} ${code}`)).toEqual([
      "members null AUTH_REQUIRED",
      "members null INVALID_TOKEN",
      "members null TOKEN_EXPIRED",
    ])
  })

  test("M-28 what opens behind it is only ever somebody's who was recognised", async () => {
    const app = appWith(...fourSteps())
    const token = await app.tokenOf("zoe")
    for (const authorization of ["", "Bearer", "Bearer x.y.z", `Bearer ${token}x`, `Basic ${token}`]) {
      const answer = await app.connect({ headers: { authorization } }, "?channel=notification.zoe")
      expect(answer.status, authorization).toBe(401)
    }
    const reader = await app.open(token, [{ name: "notification.zoe" }])
    await vi.waitFor(() => expect(eventOf(reader, "open")?.identity).toBe("zoe"))
    expect((await app.realtime.leases.list()).map(({ identity }) => identity)).toContain("zoe")
    expect((await app.realtime.leases.list()).map(({ identity }) => identity)).not.toContain(null)
    reader.leave()
  })
})

describe("a client that is refused", () => {
  const refs = createProxyClient<typeof channels>()

  /** What a client of the browser is told, joining ben's notifications. */
  async function refusalIn(app: App): Promise<RealtimeError> {
    const client = createRealtimeClient({
      authToken: await app.tokenOf("ben"),
      endpoint: "/api/realtime",
      signals: () => () => {},
      fetch: (_, init) => app.connect(init),
    })
    client.join(refs.notification.for({ userId: "ben" }), () => undefined)
    const error = await vi.waitFor(() => {
      const now = client.getSnapshot()
      if (now.state !== "refused") throw new Error(now.state)
      return now.error
    })
    client.close()
    return error
  }

  test("M-3 hears of it as an error, with the sentence and the code of the step that refused", async () => {
    const error = await refusalIn(appWith(requireToken, () => refuse("ACCOUNT_SUSPENDED")))
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ message: "Account suspended", data: { type: "ACCOUNT_SUSPENDED" } })
  })

  test("M-3 U0-6 gets an answer of the app's own unchanged, status and text", async () => {
    const text = "Closed on Sundays: naïve, “quoted”, 日曜"
    const error = await refusalIn(appWith(requireToken, () => new Response(text, { status: 418 })))
    expect(error.data).toEqual({ type: "CUSTOM", status: 418, body: text })
  })

  test("U0-6 hears the app's own sentence, in plain text or as a member of JSON", async () => {
    const sentence = "Please sign in"
    const answers: ReadonlyArray<[() => Response, string]> = [
      [() => new Response(sentence, { status: 451 }), sentence],
      [() => Response.json({ error: sentence }, { status: 403 }), sentence],
      [() => Response.json({ title: sentence, error: "x" }, { status: 403 }), sentence],
      [() => new Response(null, { status: 403 }), "The server refused with status 403"],
      [
        () => new Response("<p>no", { status: 403, headers: { "content-type": "text/html" } }),
        "The server refused with status 403",
      ],
    ]
    for (const [answer, message] of answers) {
      expect((await refusalIn(appWith(requireToken, answer))).message).toBe(message)
    }
  })

  test("U0-6 an answer of the app's own with 2xx refuses for good, and is not tried again", async () => {
    const asked = vi.fn(() => new Response("Closed on Sundays", { status: 200, headers: { "x-own": "yes" } }))
    const app = appWith(requireToken, asked)
    const error = await refusalIn(app)
    expect(error.data).toEqual({ type: "CUSTOM", status: 200, body: "Closed on Sundays" })
    expect(asked).toHaveBeenCalledTimes(1)
    const empty = await refusalIn(appWith(requireToken, () => new Response(null, { status: 204 })))
    expect(empty.data).toEqual({ type: "CUSTOM", status: 204, body: "" })
    const response = await app.connect({
      headers: { authorization: `Bearer ${await app.tokenOf("ben")}` },
    })
    expect(response.headers.get("x-own"), "its own headers stay").toBe("yes")
  })
})
