/** The channel endpoints, wherever they are mounted: authenticate, the token, and what holds for all. */
import { decodeJwt } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { asFields } from "../../lib/sock8/core/wire"
import { realtimeToken } from "../../lib/sock8/server/realtime-token"
import { type App, authorize, refusalOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const ORIGIN = "http://app.example"

describe.each(backendNames)("with Redis %s", (name) => {
  let app: App
  beforeAll(() => {
    app = startApp(backends.servers[name])
  })
  afterAll(() => app.realtime.close())

  const ask = (path: string, headers: Record<string, string>, body?: unknown) =>
    app.call(path, {
      method: "POST",
      headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  describe("authenticate", () => {
    test("K-2 K-5 K-16 answers a signed token of the identity and its grants", async () => {
      const response = await ask("/api/channels/authenticate", { "x-person": "ben", origin: ORIGIN })
      expect(response.headers.get("cache-control")).toBe("no-store")
      const answer = asFields(await response.json()) ?? {}
      expect(answer).toMatchObject({
        identity: "ben",
        endpoint: "/api/realtime",
        expiresAt: expect.any(Number),
      })
      expect(answer.channels).toEqual([
        {
          name: "notification.ben",
          path: "notification.{userId}",
          params: { userId: "ben" },
          actions: ["read"],
        },
        {
          name: "team.red.chat",
          path: "team.{teamId}.chat",
          params: { teamId: "red" },
          actions: ["read", "publish"],
        },
        {
          name: "short.red",
          path: "short.{roomId}",
          params: { roomId: "red" },
          actions: ["read", "publish"],
        },
        { name: "document.*", path: "document.{documentId}", params: { documentId: "*" }, actions: ["read"] },
      ])
      const claims = decodeJwt(String(answer.token))
      expect(claims).toMatchObject({ sub: "ben", permissions: { publish: ["team.red.chat", "short.red"] } })
    })

    test("K-8 K-9 works at any path that the route is mounted at", async () => {
      for (const path of [
        "/api/channels/authenticate",
        "/live/authenticate",
        "/a/b/c/authenticate/",
        "/authenticate",
      ]) {
        expect((await ask(path, { "x-person": "ben", origin: ORIGIN })).status, path).toBe(200)
      }
    })

    test("K-9 the answer says where the stream was mounted", async () => {
      const other = startApp(backends.servers[name], { endpoint: "/live/stream" })
      const headers = { "x-person": "ben", origin: ORIGIN }
      const answer = await other.call("/live/channels/authenticate", { method: "POST", headers })
      expect(asFields(await answer.json())?.endpoint).toBe("/live/stream")
      other.realtime.close()
    })

    test("K-15 U0-7 U1-8 somebody who is not signed in is answered 401", async () => {
      expect(await refusalOf(await ask("/api/channels/authenticate", { origin: ORIGIN }))).toEqual({
        ...{ status: 401, code: "AUTH_REQUIRED", title: "Authentication required" },
      })
    })

    test("whoever is rejected by the rules is answered their code, and nothing is granted", async () => {
      const answer = async (person: string) =>
        refusalOf(await ask("/x/authenticate", { "x-person": person, origin: ORIGIN }))
      expect(await answer("sam")).toMatchObject({
        status: 403,
        code: "ACCOUNT_SUSPENDED",
        title: "Account suspended",
      })
      expect(await answer("nothing")).toMatchObject({ status: 403, code: "FORBIDDEN_CHANNEL" })
      expect(await answer("fails")).toMatchObject({ status: 503, code: "UNAVAILABLE" })
    })

    test("rules that throw are logged, with the reason that the public is not told", async () => {
      const errors: unknown[] = []
      const logging = startApp(backends.servers[name], { onError: (error) => void errors.push(error) })
      const response = await logging.call("/authenticate", {
        method: "POST",
        headers: { "x-person": "fails", origin: ORIGIN },
      })
      expect(response.status).toBe(503)
      expect(response.headers.get("retry-after")).toBe("5")
      expect(await response.text()).not.toContain("database")
      expect(errors).toEqual([
        expect.objectContaining({ cause: expect.objectContaining({ message: "the database is down" }) }),
      ])
    })

    test("want narrows the token to what a page needs, and a star to the one document", async () => {
      const want = [
        { path: "team.{teamId}.chat", params: { teamId: "red" } },
        { path: "document.{documentId}", params: { documentId: "d1" } },
        { path: "admin.logs" },
        { path: "team.{teamId}.chat", params: { teamId: "blue" } },
        { path: "no.such" },
      ]
      const response = await ask("/authenticate", { "x-person": "ben", origin: ORIGIN }, { want })
      const { channels: granted } = asFields(await response.json()) ?? {}
      expect(granted).toEqual([
        {
          name: "team.red.chat",
          path: "team.{teamId}.chat",
          params: { teamId: "red" },
          actions: ["read", "publish"],
        },
        {
          name: "document.d1",
          path: "document.{documentId}",
          params: { documentId: "d1" },
          actions: ["read"],
        },
      ])
      const nothing = await ask(
        "/authenticate",
        { "x-person": "ben", origin: ORIGIN },
        { want: [{ path: "admin.logs" }] },
      )
      expect(await refusalOf(nothing)).toMatchObject({ status: 403, code: "FORBIDDEN_CHANNEL" })
    })

    test("a page of another site cannot ask with somebody's cookies", async () => {
      for (const origin of ["http://evil.example", "null", "http://app.example.evil.example"]) {
        const response = await ask("/authenticate", { "x-person": "ben", origin })
        expect(await refusalOf(response), origin).toMatchObject({ status: 403, code: "ORIGIN_FORBIDDEN" })
      }
    })

    test("more grants than a token carries are refused with the way out", async () => {
      const teams = Array.from({ length: 70 }, (_, n) => `team${n}`).join(",")
      const headers = { "x-person": "ben", "x-teams": teams, origin: ORIGIN }
      expect(await refusalOf(await ask("/authenticate", headers))).toMatchObject({
        status: 400,
        code: "TOO_MANY_CHANNELS",
      })
      const want = [{ path: "team.{teamId}.chat", params: { teamId: "team3" } }]
      expect((await ask("/authenticate", headers, { want })).status).toBe(200)
    })
  })

  describe("the token endpoint", () => {
    const post = (headers: Record<string, string>) =>
      realtimeToken({ realtime: app.realtime, authorize })(
        new Request(`${ORIGIN}/api/realtime-token`, {
          method: "POST",
          headers: { host: "app.example", ...headers },
        }),
      )

    test("R-3 R-11 answers a token and nothing else, with permissions from the rules", async () => {
      const response = await post({ "x-person": "ben", origin: ORIGIN })
      const body = asFields(await response.json()) ?? {}
      expect(Object.keys(body)).toEqual(["token"])
      expect(decodeJwt(String(body.token)).permissions).toEqual({
        rooms: ["notification.ben", "team.red.chat", "short.red", "document.*"],
        publish: ["team.red.chat", "short.red"],
      })
      const reader = await app.open(String(body.token), [{ name: "notification.ben" }])
      expect(reader.response.status).toBe(200)
      reader.leave()
    })

    test("R-4 answers 401 Unauthorized to whoever is not signed in", async () => {
      expect(await refusalOf(await post({ origin: ORIGIN }))).toEqual({
        ...{ status: 401, code: "AUTH_REQUIRED", title: "Unauthorized" },
      })
    })
  })

  test("an address that is no endpoint is 404, another method 405, both before any rule is asked", async () => {
    const fails = { "x-person": "fails", origin: ORIGIN }
    for (const path of [
      "/api/channels/nothing",
      "/api/channels/",
      "/constructor",
      "/__proto__",
      "/connect",
    ]) {
      expect((await ask(path, fails)).status, path).toBe(404)
    }
    const wrong = await app.call("/api/channels/authenticate", { headers: fails })
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"])
    expect((await ask("/api/channels/history", fails)).status).toBe(405)
  })

  test("a person who is rejected is named in the log of attempts, an unknown one is not", async () => {
    const watched = startApp(backends.servers[name])
    await watched.call("/authenticate", { method: "POST", headers: { "x-person": "sam", origin: ORIGIN } })
    await watched.call("/authenticate", { method: "POST", headers: { origin: ORIGIN } })
    expect(watched.attempts.map(({ identity, code }) => [identity, code])).toEqual([
      ["sam", "ACCOUNT_SUSPENDED"],
      [null, "AUTH_REQUIRED"],
    ])
  })

  test("every attempt is told, allowed or refused and why, and never with a token", async () => {
    const watched = startApp(backends.servers[name])
    const token = await watched.tokenOf("ben")
    await watched.publish(token, { channel: "team.red.chat", data: { text: "hello" } })
    await watched.publish(token, { channel: "admin.logs", data: { text: "hello" } })
    const reader = await watched.open(token, [{ name: "notification.ben" }])
    reader.leave()
    await watched.connect({ headers: { authorization: "Bearer a.b.c" } }, "?channel=notification.ben")
    expect(watched.attempts).toEqual([
      expect.objectContaining({ attempt: "authenticate", allowed: true, identity: "ben" }),
      {
        ...{ attempt: "publish", allowed: true, why: "granted in your token", code: null, identity: "ben" },
        ...{
          channels: ["team.red.chat"],
          namespace: "team",
          auth: "provided",
          address: null,
          userAgent: null,
        },
      },
      expect.objectContaining({
        attempt: "publish",
        allowed: false,
        code: "FORBIDDEN_CHANNEL",
        channels: ["admin.logs"],
      }),
      expect.objectContaining({
        attempt: "connect",
        allowed: true,
        identity: "ben",
        channels: ["notification.ben"],
      }),
      expect.objectContaining({ attempt: "connect", allowed: false, code: "INVALID_TOKEN", identity: null }),
    ])
    expect(JSON.stringify(watched.attempts)).not.toContain(token)
    watched.realtime.close()
  })
})
