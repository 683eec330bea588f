/** What somebody may not do with the people of a channel. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { roomInThisMinute } from "./minute"
import { enter, newFloor, peopleOf, sees, storyOf } from "./presence-world"
import { type App, channels, refusalOf, startApp, texts } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const quiet = { probeEveryMs: 3_600_000, watchEveryMs: 3_600_000 }

describe.each(backendNames)("the people of a channel, with Redis %s", (name) => {
  let app: App
  beforeAll(() => {
    app = startApp(backends.servers[name], quiet)
  })
  afterEach(() => app.leaveAll())
  afterAll(() => app.realtime.close())

  /** Says a state as this person. */
  async function show(person: string, body: unknown): Promise<Response> {
    return app.call("/api/channels/presence", {
      method: "POST",
      headers: { authorization: `Bearer ${await app.tokenOf(person)}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
  }

  async function read(person: string, channel: string): Promise<Response> {
    const headers = { authorization: `Bearer ${await app.tokenOf(person)}` }
    return app.call(`/api/channels/presence?channel=${channel}`, { headers })
  }

  test("members are read with the grant of presence, and not with that of reading or with none", async () => {
    const floor = `floor.${newFloor({ ada: "present", eve: "read" })}`
    await enter(app, "ada", floor, { present: { typing: true } })
    expect(await (await read("ada", floor)).json()).toEqual({
      members: [expect.objectContaining({ id: "ada", state: { typing: true }, connections: 1 })],
      seen: [],
    })
    expect(await refusalOf(await read("eve", floor))).toMatchObject({
      status: 403,
      code: "NOT_GRANTED_PRESENCE",
    })
    expect(await refusalOf(await read("mallory", floor))).toMatchObject({
      status: 403,
      code: "FORBIDDEN_CHANNEL",
    })
    const nobody = await app.call(`/api/channels/presence?channel=${floor}`)
    expect(await refusalOf(nobody)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    const forged = await app.call(`/api/channels/presence?channel=${floor}`, {
      headers: { authorization: "Bearer a.b.c" },
    })
    expect(forged.status).toBe(401)
  })

  test("whoever may only read is refused to be present, hears the messages and is not seen", async () => {
    const id = newFloor({ ada: "present", eve: "read" })
    const ada = await enter(app, "ada", `floor.${id}`)
    const eve = await enter(app, "eve", `floor.${id}`)
    await vi.waitFor(() => expect(storyOf(eve)).toEqual(["refused NOT_GRANTED_PRESENCE"]))
    await app.realtime.emit(channels.floor.for({ floorId: id }), { text: "hello" })
    await vi.waitFor(() => expect([texts(ada), texts(eve)]).toEqual([["hello"], ["hello"]]), 5_000)
    expect(storyOf(ada)).toEqual(["list ada"])
    expect(storyOf(eve)).toHaveLength(1)
  })

  test("K-25 a channel that declares no presence has none, whatever is asked", async () => {
    const ada = await enter(app, "ada", "team.red.chat", { present: true })
    await vi.waitFor(() => expect(storyOf(ada)).toEqual(["refused NOT_GRANTED_PRESENCE"]))
    expect((await read("ada", "team.red.chat")).status).toBe(403)
    const state = { channel: "team.red.chat", connection: ada.connection, state: { typing: true } }
    expect((await show("ada", state)).status).toBe(403)
  })

  test("nobody speaks for a connection of somebody else, or for one that is not there", async () => {
    const [id, other] = [newFloor({ ada: "present", ben: "present" }), newFloor({ ben: "present" })]
    const floor = `floor.${id}`
    const [ada, ben] = [await enter(app, "ada", floor), await enter(app, "ben", floor)]
    await sees(ada, "ada,ben")
    const told = storyOf(ada).length
    const state = { typing: true }
    const notPresent = { status: 409, code: "NOT_PRESENT" }
    const bodies = [
      { channel: floor, connection: ada.connection, state },
      { channel: floor, connection: "c0ffee", state },
      { channel: `floor.${other}`, connection: ben.connection, state },
    ]
    for (const body of bodies) expect(await refusalOf(await show("ben", body))).toMatchObject(notPresent)
    ben.leave()
    await vi.waitFor(() => expect(storyOf(ada)).toHaveLength(told + 1), 5_000)
    const late = await show("ben", { channel: floor, connection: ben.connection, state })
    expect(await refusalOf(late)).toMatchObject(notPresent)
    expect(peopleOf(ada).get("ada")?.state).toBeNull()
  })

  test("K-25 a state that the schema refuses reaches nobody, on the stream or later", async () => {
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const ada = await enter(app, "ada", floor)
    const ben = await enter(app, "ben", floor)
    const hostile: unknown[] = [
      { typing: "yes" },
      { typing: true, since: 1, at: 2 },
      { typing: true, id: "ada" },
      { typing: true, note: "x".repeat(1_100) },
      JSON.parse('{"typing":true,"__proto__":{"admin":true}}'),
    ]
    for (const state of hostile) {
      const response = await show("ben", { channel: floor, connection: ben.connection, state })
      expect([413, 422], JSON.stringify(state)).toContain(response.status)
      const again = await enter(app, "ben", floor, { present: state })
      await vi.waitFor(() =>
        expect(storyOf(again)[0]).toMatch(/^refused (INVALID_PAYLOAD|PAYLOAD_TOO_LARGE)$/),
      )
    }
    for (const state of [undefined, null, true, "typing", [], 1]) {
      const response = await show("ben", { channel: floor, connection: ben.connection, state })
      expect(await refusalOf(response)).toMatchObject({ status: 400, code: "INVALID_REQUEST" })
    }
    const surplus = { channel: floor, connection: ben.connection, state: { typing: true }, id: "ada" }
    expect((await show("ben", surplus)).status).toBe(400)
    await sees(ada, "ada,ben")
    expect(peopleOf(ada).get("ben")).toMatchObject({ state: null, connections: 1 })
  })

  test("a state that looks like what stands around it in Redis changes nothing but the state", async () => {
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const ada = await enter(app, "ada", floor)
    const note = '","since":1,"at":2,"left":3}\n2 floor.x 9 gone ada 1'
    const ben = await enter(app, "ben", floor, { present: { typing: true, note } })
    await sees(ada, "ada,ben")
    const state = { typing: false, note }
    expect((await show("ben", { channel: floor, connection: ben.connection, state })).status).toBe(200)
    await vi.waitFor(() => expect(peopleOf(ada).get("ben")?.state).toEqual(state), 5_000)
    expect(peopleOf(ada).get("ben")?.since).toBeGreaterThan(1_600_000_000_000)
    expect([...peopleOf(ada).keys()].sort()).toEqual(["ada", "ben"])
  })

  test("a `present` of another form refuses the stream", async () => {
    const floor = `floor.${newFloor({ ada: "present" })}`
    for (const present of [null, "yes", 1, []]) {
      const { response } = await app.open(await app.tokenOf("ada"), [{ name: floor, present }])
      expect(await refusalOf(response)).toMatchObject({ status: 400, code: "INVALID_REQUEST" })
    }
  })

  test("one person says so many states and no more, in however many tabs", async () => {
    const floor = `floor.${newFloor({ ada: "present" })}`
    const tabs = [await enter(app, "ada", floor), await enter(app, "ada", floor)]
    const token = await app.tokenOf("ada")
    const statuses = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const { connection = "" } = tabs[index % 2] ?? {}
        const response = await app.call("/api/channels/presence", {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ channel: floor, connection, state: { typing: true } }),
        })
        return response.status
      }),
    )
    const said = statuses.filter((status) => status === 200).length
    // The window slides on while they are said.
    expect(said).toBeGreaterThanOrEqual(100)
    expect(said).toBeLessThan(115)
    expect(statuses.filter((status) => status === 429)).toHaveLength(120 - said)
  })

  test("one person asks so often who is there and no more, and of each channel for itself", async () => {
    await roomInThisMinute()
    const [floor, other] = [`floor.${newFloor({ ada: "present" })}`, `floor.${newFloor({ ada: "present" })}`]
    const headers = { authorization: `Bearer ${await app.tokenOf("ada")}` }
    const look = (channel: string) => app.call(`/api/channels/presence?channel=${channel}`, { headers })
    const answers = await Promise.all(Array.from({ length: 70 }, () => look(floor)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(60)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(10)
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
    expect((await look(other)).status).toBe(200)
  })

  test("S-8 a token that was taken away uses up nothing of what its person may say and read", async () => {
    await roomInThisMinute()
    const floor = `floor.${newFloor({ ada: "present" })}`
    const { connection } = await enter(app, "ada", floor)
    const [stolen, own] = [await app.tokenOf("ada", { "x-session": "stolen" }), await app.tokenOf("ada")]
    await app.realtime.revoker.endSession("stolen")
    const headersOf = (token: string) => ({
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
    })
    const look = (token: string) =>
      app.call(`/api/channels/presence?channel=${floor}`, { headers: headersOf(token) })
    const body = JSON.stringify({ channel: floor, connection, state: { typing: true } })
    const say = (token: string) =>
      app.call("/api/channels/presence", { method: "POST", headers: headersOf(token), body })
    for (const act of [look, say]) {
      const refused = await Promise.all(Array.from({ length: 130 }, () => act(stolen)))
      for (const answer of refused) expect(await refusalOf(answer)).toMatchObject({ code: "AUTH_REQUIRED" })
      expect((await act(own)).status).toBe(200)
    }
  })

  test("a token that was revoked says and reads nothing more", async () => {
    const floor = `floor.${newFloor({ ada: "present" })}`
    const { connection } = await enter(app, "ada", floor)
    const token = await app.tokenOf("ada")
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    await app.realtime.revoker.rightsChanged("ada")
    const body = JSON.stringify({ channel: floor, connection, state: { typing: true } })
    const said = await app.call("/api/channels/presence", { method: "POST", headers, body })
    expect(await refusalOf(said)).toMatchObject({ code: "TOKEN_EXPIRED" })
    const asked = await app.call(`/api/channels/presence?channel=${floor}`, { headers })
    expect(await refusalOf(asked)).toMatchObject({ code: "TOKEN_EXPIRED" })
  })
})
