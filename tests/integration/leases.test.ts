/** Open connections are counted by leases, across processes. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { type App, channels, eventOf, type Reader, refusalOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

let count = 0
/** A person that no other test knows. */
const newPerson = () => `l${++count}`
const own = (person: string) => channels.notification.for({ userId: person })
const opened = (reader: Reader) => vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())

describe.each(backendNames)("with Redis %s", (name) => {
  let here: App
  beforeAll(() => {
    here = startApp(backends.servers[name])
  })
  afterAll(() => here.realtime.close())

  test("M-27 M-37 open connections are counted across processes: one too many is refused, and a place is free again", async () => {
    const person = newPerson()
    const limits = { perPerson: 3 }
    const [a, b] = [
      startApp(backends.servers[name], { limits }),
      startApp(backends.servers[name], { limits }),
    ]
    const token = await a.tokenOf(person)
    const readers = await Promise.all([a, b, a].map((app) => app.open(token, [{ name: own(person).name }])))
    await Promise.all(readers.map(opened))
    const refused = await b.open(token, [{ name: own(person).name }])
    expect(await refusalOf(refused.response)).toMatchObject({
      status: 429,
      code: "TOO_MANY_CONNECTIONS",
      title: "Too many connections",
    })
    expect((await a.open(token, [{ name: "admin.logs" }])).response.status, "a refusal leaks no count").toBe(
      403,
    )
    readers[0]?.leave()
    await vi.waitFor(async () =>
      expect((await b.open(token, [{ name: own(person).name }])).response.status).toBe(200),
    )
    a.realtime.close()
    b.realtime.close()
  })

  test("a client that leaves while it is being admitted is not counted as open", async () => {
    const person = newPerson()
    const headers = { authorization: `Bearer ${await here.tokenOf(person)}` }
    const openOf = async () =>
      (await here.realtime.leases.list()).filter(({ identity }) => identity === person)
    const ask = (signal: AbortSignal) => here.connect({ headers, signal }, `?channel=${own(person).name}`)
    const stay = new AbortController()
    const first = new AbortController()
    await ask(stay.signal)
    await ask(first.signal)
    first.abort()
    await vi.waitFor(async () => expect(await openOf()).toHaveLength(1))
    // Redis knows every script by now, so that nothing is asked twice and comes late by that.
    for (let round = 0; round < 5; round++) {
      const gone = new AbortController()
      const opening = ask(gone.signal)
      gone.abort()
      await opening
      await vi.waitFor(async () => expect(await openOf(), "the one that stays").toHaveLength(1))
    }
    stay.abort()
    await vi.waitFor(async () => expect(await openOf()).toEqual([]))
  })

  test("a parallel burst opens exactly as many as are allowed", async () => {
    const person = newPerson()
    const app = startApp(backends.servers[name], { limits: { perPerson: 5 } })
    const token = await app.tokenOf(person)
    const readers = await Promise.all(
      Array.from({ length: 20 }, () => app.open(token, [{ name: own(person).name }])),
    )
    expect(readers.filter(({ response }) => response.ok)).toHaveLength(5)
    expect((await app.realtime.leases.list()).filter(({ identity }) => identity === person)).toHaveLength(5)
    app.realtime.close()
    await vi.waitFor(async () => {
      expect((await app.realtime.leases.list()).filter(({ identity }) => identity === person)).toHaveLength(0)
    })
  })
})
