/** What presence costs in Redis commands, on servers that nothing else talks to. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { enter, newFloor, newsOf, peopleOf, sees } from "./presence-world"
import { type App, type Reader, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const bearerOf = (token: string) => ({ authorization: `Bearer ${token}` })

const quiet = { probeEveryMs: 3_600_000, watchEveryMs: 3_600_000, graceMs: 50 }

describe.each(backendNames)("presence in Redis commands, with Redis %s", (name) => {
  const commands = () => backends.servers[name].stats().commands

  /** Ends an app, and waits until Redis counts none of its connections. */
  async function end(app: App): Promise<void> {
    app.leaveAll()
    await vi.waitFor(async () => expect(await app.redis.zcard("tests:open")).toBe(0), 30_000)
    app.realtime.close()
  }

  test("idle people cost none of their own: five rounds cost five, with a hundred who are present as with none", async () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`p${index}`, "present" as const]),
    )
    const floor = `floor.${newFloor(crowd)}`
    const tokens: string[] = []

    async function costOf(ask: { readonly present?: true }): Promise<number> {
      const app = startApp(backends.servers[name], quiet)
      const readers: Reader[] = []
      if (tokens.length === 0)
        tokens.push(...(await Promise.all(Object.keys(crowd).map((one) => app.tokenOf(one)))))
      for (const token of tokens) readers.push(await app.open(token, [{ name: floor, ...ask }]))
      const [first] = readers
      if (first && ask.present) await vi.waitFor(() => expect(peopleOf(first).size).toBe(100), 30_000)
      // The first round teaches Redis the script.
      await app.realtime.connections.watch()
      const [before, told] = [commands(), readers.map((reader) => newsOf(reader).length)]
      for (let round = 0; round < 5; round += 1) await app.realtime.connections.watch()
      const cost = commands() - before
      expect(readers.map((reader) => newsOf(reader).length)).toEqual(told)
      await end(app)
      return cost
    }

    expect([await costOf({}), await costOf({ present: true })]).toEqual([5, 5])
    // Two hundred streams, on a machine that does other things, too.
  }, 90_000)

  test("coming costs the one command of connecting, and going two: the release, and a look after the grace", async () => {
    const app = startApp(backends.servers[name], quiet)
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const ada = await enter(app, "ada", floor)
    const token = await app.tokenOf("ben")

    async function comeAndGo(): Promise<number[]> {
      const before = commands()
      const ben = await app.open(token, [{ name: floor, present: true }])
      await sees(ada, "ada,ben")
      const came = commands() - before
      ben.leave()
      await sees(ada, "ada")
      return [came, commands() - before - came]
    }
    await comeAndGo()
    expect(await comeAndGo()).toEqual([1, 2])
    await end(app)
  })

  test("showing another state costs one, which also counts how often a person does", async () => {
    const app = startApp(backends.servers[name], quiet)
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const [ada, ben] = [await enter(app, "ada", floor), await enter(app, "ben", floor)]
    await sees(ada, "ada,ben")
    const headers = { ...bearerOf(await app.tokenOf("ben")), "content-type": "application/json" }
    async function show(note: string): Promise<number> {
      const before = commands()
      const state = { typing: true, note }
      const body = JSON.stringify({ channel: floor, connection: ben.connection, state })
      const answer = await app.call("/api/channels/presence", { method: "POST", headers, body })
      expect(answer.status).toBe(200)
      await vi.waitFor(() => expect(peopleOf(ada).get("ben")?.state).toEqual(state))
      return commands() - before
    }
    await show("once")
    expect([await show("twice"), await show("again")]).toEqual([1, 1])
    await end(app)
  })
})
