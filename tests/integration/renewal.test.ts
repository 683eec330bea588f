/** Make before break: the real client against real handlers, which ask it to come back again and again. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { createProxyClient } from "../../lib/sock8/client/channel-proxy"
import { createRealtimeClient, type RealtimeClient } from "../../lib/sock8/client/client"
import { type App, channels, eventOf, floorsOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const refs = createProxyClient<typeof channels>()

const isOpen = (client: RealtimeClient) =>
  vi.waitFor(() => expect(client.getSnapshot().state).toBe("open"), 10_000)

describe.each(backendNames)("a renewal, with Redis %s", (name) => {
  const undo: Array<() => void> = []
  afterEach(() => {
    vi.useRealTimers()
    for (const end of undo.splice(0).reverse()) end()
  })

  function start(options: Parameters<typeof startApp>[1] = {}): App {
    const app = startApp(backends.servers[name], options)
    undo.push(() => app.realtime.close())
    return app
  }

  /** The client of this package, as a browser runs it; `serving` says which process answers it. */
  function connect(serving: () => App, teamId: string): { client: RealtimeClient; told: string[] } {
    const told: string[] = []
    const client = createRealtimeClient({
      fetch: async (input, init = {}) => {
        const { pathname } = new URL(String(input), "http://app.example")
        if (pathname === "/api/realtime") return serving().connect(init)
        const own = { "x-person": "ben", "x-teams": teamId, origin: "http://app.example" }
        return serving().call(pathname, {
          ...init,
          headers: { ...own, ...Object.fromEntries(new Headers(init.headers)) },
        })
      },
      timings: { baseMs: 20, capMs: 200 },
    })
    client.join(refs.team.chat.for({ teamId }), (event) => {
      if (event.type === "gap") told.push("gap")
      if (event.type === "message") told.push(event.message.data.text)
    })
    undo.push(() => client.close())
    return { client, told }
  }

  /** Says numbers without pause until it is told to stop; answers what was acknowledged. */
  function talk(app: App, teamId: string): () => Promise<string[]> {
    const said: string[] = []
    let isOver = false
    const talking = (async () => {
      while (!isOver) {
        const text = String(said.length + 1)
        await app.realtime.emit(channels.team.chat.for({ teamId }), { text })
        said.push(text)
      }
    })()
    return async () => {
      isOver = true
      await talking
      return said
    }
  }

  /** Who comes and goes in a hall, told to somebody else whose own stream stays. */
  async function watchHall(hallId: string): Promise<() => string[]> {
    for (const person of ["ben", "mia"]) floorsOf.set(person, { [hallId]: "present" })
    const app = start()
    const reader = await app.open(await app.tokenOf("mia"), [{ name: `hall.${hallId}`, present: true }])
    await vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined())
    return () =>
      reader.events.flatMap((event) => {
        if (event.type !== "presence") return []
        if (event.event === "join") return event.member.id === "mia" ? [] : [`join ${event.member.id}`]
        return event.event === "leaving" || event.event === "leave" ? [`${event.event} ${event.id}`] : []
      })
  }

  // Half a minute on both would show nothing more than on the real one.
  test.runIf(name === "redis")(
    "M-43 fifty in a row, while somebody talks, lose nothing and tell nothing twice, and nobody is gone",
    async () => {
      // So short a life that a stream asks for the next one four times a second.
      const app = start({ maxStreamSeconds: 0.25 })
      const teamId = `renewed-${name}`
      const seen = await watchHall(teamId)
      const connections = new Set<string>()
      const { client, told } = connect(() => app, teamId)
      client.subscribe(() => {
        const now = client.getSnapshot()
        if (now.state === "open") connections.add(now.connection)
      })
      client.present(refs.hall.for({ hallId: teamId }), () => undefined)
      await isOpen(client)
      const stop = talk(app, teamId)
      await vi.waitFor(() => expect(connections.size).toBeGreaterThan(50), 45_000)
      const said = await stop()
      await vi.waitFor(() => expect(told.at(-1)).toBe(said.at(-1)), 5_000)
      expect(told).toEqual(said)
      // Streams of a quarter of a second may end before the next is open: leaving, and back within the grace.
      expect(seen()).not.toContain("leave ben")
    },
    60_000,
  )

  test("M-43 fifty in a row, each before the stream before it closes, are neither leaving nor coming", async () => {
    const app = start()
    const hallId = `kept-${name}`
    const seen = await watchHall(hallId)
    const { client } = connect(() => app, hallId)
    const { leave } = client.present(refs.hall.for({ hallId }), () => undefined)
    await isOpen(client)
    const connections = new Set<string>()
    const note = () => {
      const now = client.getSnapshot()
      if (now.state === "open") connections.add(now.connection)
    }
    note()
    client.subscribe(note)
    for (let renewals = 1; renewals <= 50; renewals += 1) {
      client.reconnect()
      await vi.waitFor(() => expect(connections.size).toBe(renewals + 1), 5_000)
    }
    expect(seen()).toEqual(["join ben"])
    leave()
    await vi.waitFor(() => expect(seen()).toEqual(["join ben", "leaving ben"]), 5_000)
  }, 60_000)

  test("when a process is asked to end its clients move to another, and miss nothing", async () => {
    const [old, next] = [start(), start()]
    const teamId = `moved-${name}`
    let serving = old
    const clients = [connect(() => serving, teamId), connect(() => serving, teamId)]
    for (const { client } of clients) await isOpen(client)
    const stop = talk(next, teamId)
    const states = new Set<string>()
    for (const { client } of clients) client.subscribe(() => states.add(client.getSnapshot().state))
    serving = next
    await old.realtime.drain(5_000)
    expect(old.realtime.connections.size()).toBe(0)
    const said = await stop()
    for (const { told } of clients) await vi.waitFor(() => expect(told).toEqual(said), 5_000)
    // The streams overlapped: no window ever said that it was reconnecting.
    expect([...states]).toEqual(["open"])
  })

  test("who does not move is told to come back, when the time is over", async () => {
    const app = start()
    const reader = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    await app.realtime.drain(100)
    await vi.waitFor(() => expect(reader.ended()).toBe(true))
    expect(reader.events.map(({ type }) => type)).toEqual(["open", "renew", "close"])
    expect(eventOf(reader, "close")?.code).toBe("UNAVAILABLE")
    const late = await app.open(await app.tokenOf("ben"), [{ name: "notification.ben" }])
    await vi.waitFor(() => expect(late.ended()).toBe(true))
  })
})
