/** Taking away: two processes on one Redis, revoke on one and silence on the other. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { asFields, RENEWS_HEADER } from "../../lib/sock8/core/wire"
import {
  type App,
  channels,
  eventOf,
  type Reader,
  refusalOf,
  startApp,
  suspended,
  teamsOf,
  texts,
} from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())
afterEach(() => {
  suspended.clear()
  teamsOf.clear()
})

let count = 0
/** A person that no other test knows. */
const newPerson = () => `r${++count}`

const opened = (reader: Reader) => vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
const ends = (reader: Reader, code: string) =>
  vi.waitFor(() => {
    expect(eventOf(reader, "close")?.code).toBe(code)
    expect(reader.ended()).toBe(true)
  })

describe.each(backendNames)("with Redis %s", (name) => {
  let here: App
  let there: App
  beforeAll(() => {
    // No round of questions comes to help: what ends here was heard.
    const options = { watchEveryMs: 3_600_000 }
    here = startApp(backends.servers[name], options)
    there = startApp(backends.servers[name], options)
  })
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  const own = (person: string) => channels.notification.for({ userId: person })
  const publishAs = (app: App, token: string) =>
    app.publish(token, { channel: "team.red.chat", data: { text: "x" } })
  const historyAs = (app: App, token: string) =>
    app.call("/history?channel=team.red.chat", { headers: { authorization: `Bearer ${token}` } })

  /** What a token is answered wherever it can be used. */
  async function answersTo(app: App, token: string): Promise<unknown[]> {
    const reader = await app.open(token, [{ name: "team.red.chat" }])
    const responses = [reader.response, await publishAs(app, token), await historyAs(app, token)]
    const answers = await Promise.all(
      responses.map(async (response) => (response.ok ? "ok" : await refusalOf(response))),
    )
    reader.leave()
    return answers.map((answer) => asFields(answer)?.code ?? answer)
  }

  test("K-15 a token that was revoked is refused everywhere, and its streams end on every process", async () => {
    const person = newPerson()
    const token = await here.tokenOf(person)
    const other = await here.tokenOf(person)
    const readers = [
      await here.open(token, [{ name: own(person).name }]),
      await there.open(token, [{ name: own(person).name }]),
    ]
    const kept = await there.open(other, [{ name: own(person).name }])
    await Promise.all([...readers, kept].map(opened))
    await here.realtime.revoker.revokeToken(jtiOf(token))
    await Promise.all(readers.map((reader) => ends(reader, "REVOKED")))
    expect(await answersTo(there, token)).toEqual(["REVOKED", "REVOKED", "REVOKED"])
    await here.realtime.emit(own(person), { text: "for the token that was not revoked" })
    await vi.waitFor(() => expect(texts(kept)).toHaveLength(1))
    expect(readers.flatMap(texts)).toEqual([])
  })

  test("M-18 signing out ends every stream of that session, and of no other session", async () => {
    const person = newPerson()
    const tab = await here.tokenOf(person, { "x-session": "s1" })
    const phone = await here.tokenOf(person, { "x-session": "s2" })
    const tabs = await Promise.all([1, 2, 3].map(() => there.open(tab, [{ name: own(person).name }])))
    const other = await there.open(phone, [{ name: own(person).name }])
    await Promise.all([...tabs, other].map(opened))
    await here.realtime.revoker.endSession("s1")
    await Promise.all(tabs.map((reader) => ends(reader, "AUTH_REQUIRED")))
    expect(await answersTo(there, tab)).toEqual(["AUTH_REQUIRED", "AUTH_REQUIRED", "AUTH_REQUIRED"])
    expect(await answersTo(there, phone)).toEqual(["ok", "ok", "ok"])
    expect(other.ended()).toBe(false)
  })

  test("one connection can be closed, by the id that it was told", async () => {
    const person = newPerson()
    const token = await here.tokenOf(person)
    const [first, second] = [
      await here.open(token, [{ name: own(person).name }]),
      await there.open(token, [{ name: own(person).name }]),
    ]
    await Promise.all([first, second].map(opened))
    await here.realtime.revoker.closeConnections([eventOf(second, "open")?.connection ?? ""])
    await ends(second, "REVOKED")
    expect(first.ended()).toBe(false)
  })

  test("what would take the place of a connection that was closed is refused, and is not counted", async () => {
    const person = newPerson()
    const token = await here.tokenOf(person)
    const connect = (app: App, renews: string) =>
      app.connect({
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          [RENEWS_HEADER]: renews,
        },
        body: JSON.stringify({ channels: [{ name: own(person).name }] }),
      })
    const first = await here.open(token, [{ name: own(person).name }])
    await opened(first)
    const id = eventOf(first, "open")?.connection ?? ""
    await here.realtime.revoker.closeConnections([id])
    await ends(first, "REVOKED")
    for (const app of [here, there])
      expect(await refusalOf(await connect(app, id))).toMatchObject({ status: 403, code: "REVOKED" })
    await vi.waitFor(async () => expect(await here.realtime.leases.listOf([person])).toEqual([]))
    // A request that names another one, or what cannot be an id, is let in.
    for (const renews of ["another", `${id}.`, "x".repeat(2_000)]) {
      const response = await connect(there, renews)
      expect(response.status, renews.slice(0, 40)).toBe(200)
      await response.body?.cancel()
    }
  })

  test("whoever is suspended loses everything, also with a token from before; lifting it does not revive the token", async () => {
    const person = newPerson()
    const token = await here.tokenOf(person)
    const reader = await there.open(token, [{ name: own(person).name }])
    await opened(reader)
    suspended.add(person)
    await here.realtime.revoker.rightsChanged(person)
    await ends(reader, "ACCOUNT_SUSPENDED")
    expect(await answersTo(there, token)).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED", "TOKEN_EXPIRED"])
    suspended.delete(person)
    expect(await answersTo(there, token)).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED", "TOKEN_EXPIRED"])
    expect(await answersTo(there, await here.tokenOf(person))).toEqual(["ok", "ok", "ok"])
  })

  test("a team that somebody is not in any more is taken from their open stream, and the rest goes on", async () => {
    const person = newPerson()
    teamsOf.set(person, ["red", "blue"])
    const token = await here.tokenOf(person)
    const reader = await there.open(token, [
      { name: "team.red.chat" },
      { name: "team.blue.chat" },
      { name: own(person).name },
    ])
    await opened(reader)
    teamsOf.set(person, ["blue"])
    await here.realtime.revoker.rightsChanged(person)
    await vi.waitFor(() =>
      expect(eventOf(reader, "refused")).toMatchObject({ channel: "team.red.chat", code: "REVOKED" }),
    )
    await vi.waitFor(() => expect(eventOf(reader, "rights")).toBeDefined())
    await here.realtime.emit(channels.team.chat.for({ teamId: "red" }), { text: "not for them" })
    await here.realtime.emit(channels.team.chat.for({ teamId: "blue" }), { text: "still theirs" })
    await here.realtime.emit(own(person), { text: "and this" })
    await vi.waitFor(() => expect(texts(reader)).toEqual(["still theirs", "and this"]))
    expect(eventOf(reader, "open")?.connection).toBeDefined()
    reader.leave()
  })

  test("one channel can be taken from a person whatever the rules say, and given back", async () => {
    const person = newPerson()
    const document = channels.document.for({ documentId: "d1" })
    const reader = await there.open(await here.tokenOf(person), [
      { name: "document.d1" },
      { name: "document.d2" },
    ])
    await opened(reader)
    await here.realtime.revoker.deny(person, document)
    await vi.waitFor(() =>
      expect(eventOf(reader, "refused")).toMatchObject({ channel: "document.d1", code: "REVOKED" }),
    )
    const after = await there.open(await there.tokenOf(person), [
      { name: "document.d1" },
      { name: "document.d2" },
    ])
    await opened(after)
    expect(eventOf(after, "open")?.channels.map((channel) => channel.name)).toEqual(["document.d2"])
    await here.realtime.revoker.allow(person, document)
    const back = await there.open(await there.tokenOf(person), [{ name: "document.d1" }])
    expect(back.response.status).toBe(200)
    for (const one of [reader, after, back]) one.leave()
  })

  test("a revocation that races a connect leaves nothing open", async () => {
    const openBefore = there.realtime.connections.size()
    for (let round = 0; round < 20; round++) {
      const person = newPerson()
      const token = await here.tokenOf(person)
      const opening = there.open(token, [{ name: own(person).name }])
      await Promise.all([opening, here.realtime.revoker.revokeToken(jtiOf(token))])
      const reader = await opening
      if (reader.response.ok) await ends(reader, "REVOKED")
      else expect(reader.response.status).toBe(403)
    }
    await vi.waitFor(() => expect(there.realtime.connections.size()).toBe(openBefore))
  })

  test("a signal that was lost is found within the next question", async () => {
    const person = newPerson()
    const token = await here.tokenOf(person)
    const reader = await there.open(token, [{ name: own(person).name }])
    await opened(reader)
    // The state without the signal: as if pub/sub had been down.
    await here.redis.set(`tests:revoked:${jtiOf(token)}`, "REVOKED", { ex: 60 })
    expect(reader.ended()).toBe(false)
    await there.realtime.connections.watch()
    await ends(reader, "REVOKED")
  })
})

function jtiOf(token: string): string {
  const [, payload = ""] = token.split(".")
  return String(asFields(JSON.parse(Buffer.from(payload, "base64url").toString()))?.jti)
}
