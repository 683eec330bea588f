/** The channel endpoints `publish` and `history`: what they answer, and whom they refuse. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { type App, channels, refusalOf, startApp, texts } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

let room = 0
const newTeam = () => `e${++room}`

describe.each(backendNames)("with Redis %s", (name) => {
  let app: App
  beforeAll(() => {
    app = startApp(backends.servers[name])
  })
  afterAll(() => app.realtime.close())

  describe("publish", () => {
    test("M-40 M-41 answers with the id of what was said, whether or not the sender gave one", async () => {
      const token = await app.tokenOf("ben")
      const answer = await app.publish(token, { channel: "team.red.chat", data: { text: "hello" } })
      expect(await answer.json()).toEqual({ id: expect.stringMatching(/^\d+-\d+$/) })
    })

    test("M-57 M-58 only with a good token, and only where publishing was granted", async () => {
      const body = { channel: "team.red.chat", data: { text: "hello" } }
      expect(await refusalOf(await app.publish("a.b.c", body))).toMatchObject({
        status: 401,
        code: "INVALID_TOKEN",
      })
      const nobody = await app.call("/publish", {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      })
      expect(await refusalOf(nobody)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
      const token = await app.tokenOf("ben")
      const refused: Array<[string, string]> = [
        ["team.blue.chat", "FORBIDDEN_CHANNEL"],
        ["team.red-eu.chat", "FORBIDDEN_CHANNEL"],
        ["notification.ben", "NOT_GRANTED_PUBLISH"],
        ["document.d1", "NOT_GRANTED_PUBLISH"],
        ["no.such.channel", "FORBIDDEN_CHANNEL"],
      ]
      for (const [channel, code] of refused) {
        expect(await refusalOf(await app.publish(token, { ...body, channel })), channel).toMatchObject({
          status: 403,
          code,
        })
      }
      for (const channel of ["team.*.chat", "", "team..chat", "Team red", undefined, 7]) {
        expect(await refusalOf(await app.publish(token, { ...body, channel }))).toMatchObject({
          status: 400,
          code: "INVALID_CHANNEL",
        })
      }
    })

    test("M-59 only what fits the channel's schema, and says what does not", async () => {
      const token = await app.tokenOf("ben")
      const answer = await app.publish(token, { channel: "team.red.chat", data: { text: "" } })
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({
        code: "INVALID_PAYLOAD",
        issues: [expect.stringContaining("text:")],
      })
      for (const data of [null, "text", [], {}, { text: 7 }]) {
        expect(
          (await app.publish(token, { channel: "team.red.chat", data })).status,
          JSON.stringify(data),
        ).toBe(422)
      }
    })

    test("M-60 only up to 64 KiB", async () => {
      const token = await app.tokenOf("ben")
      const of = (size: number) => ({ channel: "team.red.chat", data: { text: "x".repeat(size) } })
      expect((await app.publish(token, of(64 * 1024 - 11))).status).toBe(200)
      expect(await refusalOf(await app.publish(token, of(64 * 1024 - 10)))).toMatchObject({
        status: 413,
        code: "PAYLOAD_TOO_LARGE",
      })
      expect(await refusalOf(await app.publish(token, of(69_000)))).toMatchObject({ status: 413 })
    })

    test("a refused publish says nothing", async () => {
      const teamId = newTeam()
      const token = await app.tokenOf("ben", { "x-teams": teamId })
      const reader = await app.open(token, [{ name: `team.${teamId}.chat` }])
      await app.publish(token, { channel: `team.${teamId}.chat`, data: { text: "" } })
      await app.publish(await app.tokenOf("eve"), {
        channel: `team.${teamId}.chat`,
        data: { text: "from outside" },
      })
      await app.publish(token, { channel: `team.${teamId}.chat`, data: { text: "the only one" } })
      await vi.waitFor(() => expect(texts(reader)).toEqual(["the only one"]))
    })

    test("a retry with the same id is said once and answered alike; another body under it is a conflict", async () => {
      const teamId = newTeam()
      const channel = `team.${teamId}.chat`
      const token = await app.tokenOf("ben", { "x-teams": teamId })
      const reader = await app.open(token, [{ name: channel }])
      const send = (text: string, by = token) => app.publish(by, { channel, data: { text }, id: "first-try" })
      const answers = await Promise.all(Array.from({ length: 10 }, () => send("once")))
      const ids = await Promise.all(answers.map((answer) => answer.json()))
      expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
      expect(await refusalOf(await send("twice"))).toMatchObject({ status: 409, code: "ID_CONFLICT" })
      const another = await app.tokenOf("bea", { "x-teams": teamId })
      expect((await send("of bea", another)).status).toBe(200)
      await vi.waitFor(() => expect(texts(reader)).toEqual(["once", "of bea"]))
    })

    test("with Redis away is answered 503 within two seconds, and nothing is said later", async () => {
      const away = startApp({ ...backends.servers[name], url: "http://127.0.0.1:9" })
      const token = await app.tokenOf("ben")
      const startedAt = Date.now()
      const answer = await away.publish(token, { channel: "team.red.chat", data: { text: "lost" } })
      expect(await refusalOf(answer)).toMatchObject({ status: 503, code: "UNAVAILABLE" })
      expect(Date.now() - startedAt).toBeLessThan(2_000)
    })
  })

  describe("history", () => {
    const read = (token: string, query: string) =>
      app.call(`/api/channels/history?${query}`, { headers: { authorization: `Bearer ${token}` } })

    test("is read in pages towards the past, each message once", async () => {
      const teamId = newTeam()
      const channel = channels.team.chat.for({ teamId })
      const expected = Array.from({ length: 25 }, (_, n) => `m${n}`)
      await app.realtime.publisher.publishAll(
        channel,
        expected.map((text) => ({ text })),
      )
      const token = await app.tokenOf("ben", { "x-teams": teamId })
      const found: string[] = []
      for (let next = ""; ; ) {
        const page = await (await read(token, `channel=${channel.name}&limit=10${next}`)).json()
        found.unshift(...page.messages.map(({ data }: { data: { text: string } }) => data.text))
        if (page.next === null) break
        next = `&before=${page.next}`
      }
      expect(found).toEqual(expected)
    })

    test("K-18 is under the same decision as the stream", async () => {
      const token = await app.tokenOf("ben")
      expect(await refusalOf(await read(token, "channel=notification.ada"))).toMatchObject({
        status: 403,
        code: "FORBIDDEN_CHANNEL",
      })
      expect(await refusalOf(await read("a.b.c", "channel=team.red.chat"))).toMatchObject({ status: 401 })
      expect(await refusalOf(await read(token, ""))).toMatchObject({ status: 400, code: "INVALID_CHANNEL" })
    })

    test("poison entries shorten no page, and nothing is before the first id", async () => {
      const teamId = newTeam()
      const channel = channels.team.chat.for({ teamId })
      await app.realtime.publisher.publishAll(
        channel,
        ["1", "2", "3"].map((text) => ({ text })),
      )
      await app.redis.xadd(`tests:log:${channel.name}`, "*", { x: "poison" })
      await app.realtime.publisher.publishAll(channel, [{ text: "4" }])
      const token = await app.tokenOf("ben", { "x-teams": teamId })
      const page = await (await read(token, `channel=${channel.name}&limit=3`)).json()
      expect(page.messages).toHaveLength(2)
      const rest = await (await read(token, `channel=${channel.name}&limit=3&before=${page.next}`)).json()
      expect([rest.messages.length, rest.next]).toEqual([2, null])
      expect(await (await read(token, `channel=${channel.name}&before=0-0`)).json()).toEqual({
        messages: [],
        next: null,
      })
    })

    test("refuses malformed cursors and limits", async () => {
      const token = await app.tokenOf("ben")
      expect(await refusalOf(await read(token, "channel=team.red.chat&before=+"))).toMatchObject({
        status: 400,
        code: "INVALID_CURSOR",
      })
      for (const limit of ["0", "101", "1.5", "-1", "x", "1e9"]) {
        expect((await read(token, `channel=team.red.chat&limit=${limit}`)).status, limit).toBe(400)
      }
    })
  })
})
