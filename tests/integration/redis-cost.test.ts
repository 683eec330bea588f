/** What the door costs in Redis commands, on servers that nothing else talks to. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { roomInThisMinute } from "./minute"
import { type App, channels, eventOf, refusalOf, startApp } from "./realtime-world"
import { type BackendName, backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

describe.each(backendNames)("Redis commands, with Redis %s", (name: BackendName) => {
  let app: App
  beforeAll(() => {
    app = startApp(backends.servers[name], { probeEveryMs: 3_600_000 })
  })
  afterAll(() => app.realtime.close())

  /** Commands that the app sent while `act` ran. */
  async function costOf(act: () => Promise<unknown>): Promise<number> {
    const before = backends.servers[name].stats().commands
    await act()
    return backends.servers[name].stats().commands - before
  }

  test("connecting costs one, whatever the number of channels", async () => {
    const teams = [..."abcdefghijklmnopqrst"]
    const token = await app.tokenOf("ben", { "x-teams": teams.join(",") })
    const names = teams.map((teamId) => ({ name: `team.${teamId}.chat` }))
    const connect = async () => {
      const reader = await app.open(token, names)
      await vi.waitFor(() => expect(eventOf(reader, "open")?.channels).toHaveLength(20))
    }
    await connect()
    expect(await costOf(connect)).toBe(1)
  })

  test("publishing costs one", async () => {
    const emit = () => app.realtime.emit(channels.team.chat.for({ teamId: "a" }), { text: "hello" })
    await emit()
    expect(await costOf(emit)).toBe(1)
  })

  test("K-1 K-17 R-2 nobody opens a stream without a good token, and none is spent on them", async () => {
    const cost = await costOf(async () => {
      expect(await refusalOf(await app.connect({}, "?channel=notification.ben"))).toEqual({
        ...{ status: 401, code: "AUTH_REQUIRED", title: "Authentication required" },
      })
      const forged = await app.connect(
        { headers: { authorization: "Bearer a.b.c" } },
        "?channel=notification.ben",
      )
      expect(await refusalOf(forged)).toMatchObject({ status: 401, code: "INVALID_TOKEN" })
    })
    expect(cost).toBe(0)
  })

  test("publishing with a token costs one, the count of what its sender says included", async () => {
    const token = await app.tokenOf("ben")
    const say = async () =>
      expect((await app.publish(token, { channel: "team.red.chat", data: { text: "x" } })).status).toBe(200)
    await say()
    expect(await costOf(say)).toBe(1)
  })

  test("who is known to publish too often costs none", async () => {
    await roomInThisMinute()
    const token = await app.tokenOf("lim", { "x-teams": "lim" })
    const say = () => app.publish(token, { channel: "limited.lim", data: { text: "x" } })
    const answers = await Promise.all(Array.from({ length: 21 }, say))
    expect(
      answers
        .map(({ status }) => status)
        .sort()
        .at(-1),
    ).toBe(429)
    expect(
      await costOf(async () => {
        const answer = await say()
        expect(answer.status).toBe(429)
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
      }),
    ).toBe(0)
  })

  test("a channel that was not granted, a malformed name, a refused publish and one that does not fit cost none", async () => {
    const token = await app.tokenOf("ben")
    const headers = { authorization: `Bearer ${token}` }
    const cost = await costOf(async () => {
      expect((await app.connect({ headers }, "?channel=notification.ada")).status).toBe(403)
      expect((await app.connect({ headers }, "?channel=../../del/victim")).status).toBe(400)
      expect((await app.publish(token, { channel: "admin.logs", data: { text: "x" } })).status).toBe(403)
      expect((await app.publish(token, { channel: "team.red.chat", data: { text: "" } })).status).toBe(422)
    })
    expect(cost).toBe(0)
  })
})
