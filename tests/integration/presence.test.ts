/** Who is on a channel, seen by streams of two processes over one Redis. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { enter, newFloor, newsOf, peopleOf, sees, storyOf, tells } from "./presence-world"
import { type App, channels, floorsOf, startApp, suspended, texts } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const all = { ada: "present", ben: "present", bea: "present" } as const

describe.each(backendNames)("presence, with Redis %s", (name) => {
  let here: App
  let there: App
  beforeAll(() => {
    const options = { graceMs: 1_000, watchEveryMs: 200 }
    here = startApp(backends.servers[name], options)
    there = startApp(backends.servers[name], options)
  })
  afterEach(() => {
    here.leaveAll()
    there.leaveAll()
  })
  afterAll(() => {
    here.realtime.close()
    there.realtime.close()
  })

  test("M-42 whoever connects is seen by everybody there, on every process, and sees who is there", async () => {
    const floor = `floor.${newFloor(all)}`
    const ada = await enter(here, "ada", floor)
    await tells(ada, ["list ada"])
    const ben = await enter(there, "ben", floor)
    await tells(ben, ["list ada,ben"])
    await tells(ada, ["list ada", "join ben"])
    expect(peopleOf(ada).get("ben")).toMatchObject({ name: "ben of the tests", connections: 1, state: null })
  })

  test("M-43 M-44 M-45 who leaves is leaving at once and gone after the grace, with when they were there last", async () => {
    const floor = `floor.${newFloor(all)}`
    const [ada, ben] = [await enter(here, "ada", floor), await enter(there, "ben", floor)]
    await sees(ada, "ada,ben")
    const before = Date.now()
    ben.leave()
    await tells(ada, ["list ada", "join ben", "leaving ben"])
    await tells(ada, ["list ada", "join ben", "leaving ben", "leave ben"])
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000)
    const leave = newsOf(ada).at(-1)
    expect(leave).toMatchObject({ event: "leave", id: "ben" })
    const { lastSeen } = leave?.event === "leave" ? leave : { lastSeen: 0 }
    expect(Math.abs(lastSeen - before)).toBeLessThan(3_000)
    // Whoever comes later is told, too.
    const bea = await enter(there, "bea", floor)
    await tells(bea, ["list ada,bea"])
    expect(newsOf(bea)[0]).toMatchObject({ seen: [{ id: "ben", lastSeen }] })
  })

  test("M-43 a reload within the grace is neither a leave nor a join, also where it comes back elsewhere", async () => {
    // A grace that no busy machine outlasts.
    const patient = () => startApp(backends.servers[name], { graceMs: 3_600_000, watchEveryMs: 200 })
    const [one, two] = [patient(), patient()]
    const floor = `floor.${newFloor(all)}`
    const [ada, ben] = [await enter(one, "ada", floor), await enter(two, "ben", floor)]
    await sees(ada, "ada,ben")
    const since = peopleOf(ada).get("ben")?.since
    ben.leave()
    await tells(ada, ["list ada", "join ben", "leaving ben"])
    await enter(one, "ben", floor)
    await tells(ada, ["list ada", "join ben", "leaving ben", "update ben"])
    expect(peopleOf(ada).get("ben")).toMatchObject({ connections: 1, since })
    for (const app of [one, two]) {
      app.leaveAll()
      app.realtime.close()
    }
  })

  test("M-44 M-49 M-56 two tabs are one member, and closing one of them is not leaving", async () => {
    const floor = `floor.${newFloor(all)}`
    const ada = await enter(here, "ada", floor)
    const tabs = [await enter(here, "ben", floor), await enter(there, "ben", floor)]
    await tells(ada, ["list ada", "join ben", "update ben"])
    expect(peopleOf(ada).get("ben")?.connections).toBe(2)
    tabs[0]?.leave()
    await vi.waitFor(() => expect(peopleOf(ada).get("ben")?.connections).toBe(1), 5_000)
    tabs[1]?.leave()
    await sees(ada, "ada")
    expect(storyOf(ada).slice(3)).toEqual(["update ben", "leaving ben", "leave ben"])
  })

  test("M-46 a tab on another channel does not hide that this one was left", async () => {
    const [one, two] = [newFloor(all), newFloor(all)]
    const both = [
      { name: `floor.${one}`, present: true },
      { name: `floor.${two}`, present: true },
    ]
    const ada = await here.open(await here.tokenOf("ada"), both)
    const ben = await enter(there, "ben", `floor.${one}`)
    await enter(there, "ben", `floor.${two}`)
    await sees(ada, "ada,ben", `floor.${one}`)
    await sees(ada, "ada,ben", `floor.${two}`)
    ben.leave()
    await sees(ada, "ada", `floor.${one}`)
    expect(storyOf(ada, `floor.${one}`).slice(-2)).toEqual(["leaving ben", "leave ben"])
    expect([...peopleOf(ada, `floor.${two}`).keys()]).toContain("ben")
    expect(storyOf(ada, `floor.${two}`)).not.toContain("leaving ben")
  })

  test("K-25 another state reaches everybody without another stream, and the last one of two tabs counts", async () => {
    const floor = `floor.${newFloor(all)}`
    const ada = await enter(here, "ada", floor, { present: { typing: false } })
    const ben = await enter(there, "ben", floor, { present: { typing: false } })
    await sees(ada, "ada,ben")
    const token = await here.tokenOf("ben")
    // To the other process than the one that holds the stream.
    const response = await show(here, token, {
      channel: floor,
      connection: ben.connection,
      state: { typing: true },
    })
    expect(response.status).toBe(200)
    await vi.waitFor(() => expect(peopleOf(ada).get("ben")?.state).toEqual({ typing: true }), 5_000)
    await enter(here, "ben", floor, { present: { typing: false, note: "  [] {} " } })
    await vi.waitFor(
      () => expect(peopleOf(ada).get("ben")?.state).toEqual({ typing: false, note: "  [] {} " }),
      5_000,
    )
    expect(ben.ended()).toBe(false)
  })

  test("whoever does not ask to be present is not there, and is told of nobody", async () => {
    const floor = `floor.${newFloor(all)}`
    const ada = await enter(here, "ada", floor)
    const watching = await enter(here, "bea", floor, { present: false })
    const reading = await enter(here, "ben", floor, {})
    await tells(watching, ["list ada"])
    await enter(there, "ben", floor)
    await tells(watching, ["list ada", "join ben"])
    await tells(ada, ["list ada", "join ben"])
    expect(newsOf(reading)).toEqual([])
  })

  test("messages and people come over the same stream", async () => {
    const floor = newFloor(all)
    const ada = await enter(here, "ada", `floor.${floor}`)
    await there.realtime.emit(channels.floor.for({ floorId: floor }), { text: "hello" })
    await vi.waitFor(() => expect(texts(ada)).toEqual(["hello"]), 5_000)
    await tells(ada, ["list ada"])
  })

  test("a killed process leaves nobody there once its leases have ended", async () => {
    const floor = `floor.${newFloor(all)}`
    const killed = startApp(backends.servers[name], { watchEveryMs: 3_600_000, probeEveryMs: 3_600_000 })
    const ada = await enter(here, "ada", floor)
    const ben = await enter(killed, "ben", floor)
    const also = await enter(killed, "ben", floor)
    await vi.waitFor(() => expect(peopleOf(ada).get("ben")?.connections).toBe(2), 5_000)
    // What half a minute does to leases that nobody says again.
    const ended = Date.now() - 1_000
    for (const { connection } of [ben, also])
      await here.redis.zadd("tests:open", { score: ended, member: connection })
    await sees(ada, "ada")
    expect(newsOf(ada).at(-1)).toMatchObject({ event: "leave", id: "ben", lastSeen: ended - 30_000 })
    // Its process was only slow: it is open, so it is there again.
    await killed.realtime.connections.watch()
    await sees(ada, "ada,ben")
    killed.leaveAll()
    killed.realtime.close()
  })

  test("where everybody was lost at once, the first who comes sees nobody", async () => {
    const floor = `floor.${newFloor(all)}`
    const killed = startApp(backends.servers[name], { watchEveryMs: 3_600_000, probeEveryMs: 3_600_000 })
    const { connection } = await enter(killed, "ben", floor)
    await here.redis.zadd("tests:open", { score: Date.now() - 1_000, member: connection })
    await vi.waitFor(async () => {
      const ada = await enter(here, "ada", floor)
      await vi.waitFor(() => expect(storyOf(ada)).toEqual(["list ada"]), 100)
    }, 5_000)
    killed.leaveAll()
    killed.realtime.close()
  })

  test("a grace whose process was killed is ended by another one", async () => {
    const floor = `floor.${newFloor(all)}`
    const ada = await enter(here, "ada", floor)
    // It would look again in an hour, as one does that ends before its own timer.
    const other = startApp(backends.servers[name], { graceMs: 3_600_000, watchEveryMs: 3_600_000 })
    const ben = await enter(other, "ben", floor)
    await sees(ada, "ada,ben")
    ben.leave()
    await vi.waitFor(() => expect(storyOf(ada)).toContain("leave ben"), 5_000)
    other.realtime.close()
  })

  test("what Redis lost of those who are there is there again", async () => {
    const floor = `floor.${newFloor(all)}`
    const [ada, ben] = [await enter(here, "ada", floor), await enter(there, "ben", floor)]
    await sees(ada, "ada,ben")
    await here.redis.del(`tests:presence:${floor}`)
    await vi.waitFor(async () => expect(await here.redis.hlen(`tests:presence:${floor}`)).toBe(4), 5_000)
    await sees(ada, "ada,ben")
    await sees(ben, "ada,ben")
  })

  test("whoever is suspended, or taken off a channel, is not there any more", async () => {
    const id = newFloor({ ...all, eve: "present" })
    const floor = `floor.${id}`
    const ada = await enter(here, "ada", floor)
    const [ben, bea, eve] = [
      await enter(there, "ben", floor),
      await enter(there, "bea", floor),
      await enter(there, "eve", floor),
    ]
    await sees(ada, "ada,bea,ben,eve")
    suspended.add("ben")
    await here.realtime.revoker.rightsChanged("ben")
    await sees(ada, "ada,bea,eve")
    suspended.delete("ben")
    expect(ben.ended()).toBe(true)
    await here.realtime.revoker.deny("bea", channels.floor.for({ floorId: id }))
    await sees(ada, "ada,eve")
    // Only presence is taken: messages go on, and she is neither seen nor told.
    floorsOf.set("eve", { [id]: "read" })
    await here.realtime.revoker.rightsChanged("eve")
    await sees(ada, "ada")
    await vi.waitFor(() => expect(storyOf(eve).at(-1)).toBe("refused REVOKED"), 5_000)
    const told = storyOf(eve).length
    await enter(here, "ben", floor)
    await sees(ada, "ada,ben")
    await here.realtime.emit(channels.floor.for({ floorId: id }), { text: "still here?" })
    await vi.waitFor(() => expect(texts(eve)).toEqual(["still here?"]), 5_000)
    expect(storyOf(eve)).toHaveLength(told)
    expect(bea.ended()).toBe(false)
    expect(texts(bea)).toEqual([])
  })

  function show(app: App, token: string, body: unknown): Promise<Response> {
    return app.call("/api/channels/presence", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
  }
})
