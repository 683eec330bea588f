/** Presence as a client has it: against a server that says what each test scripts. */
import { createElement, type ReactNode, useEffect } from "react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Member } from "../core/presence"
import type { Presenting, RealtimeClient } from "./client"
import { openHeadlessPage } from "./headless-page"
import type { PresenceView } from "./presence-feed"
import { RealtimeProvider } from "./provider"
import { granting, refusing, type ScriptedServer, startScriptedServer } from "./scripted-server"
import { channels } from "./test-channels"
import { usePresence } from "./use-presence"

type State = { x: number }

let server: ScriptedServer
let client: RealtimeClient
let view: PresenceView<State> | undefined
beforeEach(async () => {
  server = await startScriptedServer()
  server.script.authenticate = () =>
    granting({ "floor.1": "floor.{floorId}", "team.red.chat": "team.{teamId}.chat" })
  client = server.client({ timings: { statePauseMs: 40 } })
  view = undefined
})
afterEach(() => server.close())

const floor = channels.floor.for({ floorId: "1" })
const member = (id: string, since = 1, more: Partial<Member> = {}): Member => ({
  ...{ id, since, state: null, connections: 1 },
  ...more,
})
const news = (event: Record<string, unknown>) =>
  server.streams.at(-1)?.send("presence", { channel: "floor.1", ...event })
const shown = () => server.askedOf("presence").map(({ body }) => body.state)
const askedFor = (index: number) => server.streams[index]?.asked.body.channels

function present(state?: State): Presenting<State> {
  const look = (next: PresenceView<State>) => {
    view = next
  }
  return client.present(floor, look, state)
}

async function opened(count = 1): Promise<void> {
  await vi.waitFor(() => expect(server.streams).toHaveLength(count))
  await vi.waitFor(() => expect(client.getSnapshot()).toMatchObject({ state: "open" }))
}

test("K-25 one is present as soon as one asks, and sees oneself apart from the others", async () => {
  present({ x: 1 })
  await opened()
  expect(askedFor(0)).toEqual([{ name: "floor.1", present: { x: 1 } }])
  news({
    event: "list",
    members: [member("zoe", 5), member("ana", 3), member("ben", 4)],
    seen: [{ id: "tom", lastSeen: 2 }],
  })
  await vi.waitFor(() => expect(view?.others.map(({ id }) => id)).toEqual(["ana", "zoe"]))
  expect(view).toMatchObject({ self: { id: "ben", state: { x: 1 } }, seen: [{ id: "tom", lastSeen: 2 }] })
})

test("M-45 M-46 who comes, changes, is leaving and leaves is shown so", async () => {
  present()
  await opened()
  expect(askedFor(0)).toEqual([{ name: "floor.1", present: true }])
  news({ event: "list", members: [member("ben")], seen: [] })
  news({ event: "join", member: member("ana", 2) })
  await vi.waitFor(() => expect(view?.others).toEqual([member("ana", 2)]))
  news({ event: "update", member: member("ana", 2, { state: { x: 3 }, connections: 2 }) })
  await vi.waitFor(() => expect(view?.others).toMatchObject([{ state: { x: 3 }, connections: 2 }]))
  news({ event: "leaving", id: "ana" })
  await vi.waitFor(() => expect(view?.others).toMatchObject([{ id: "ana", connections: 0 }]))
  news({ event: "leave", id: "ana", lastSeen: 9 })
  await vi.waitFor(() => expect(view).toMatchObject({ others: [], seen: [{ id: "ana", lastSeen: 9 }] }))
  news({ event: "dance", id: "ana" })
  news({ event: "join", member: { id: 7 } })
  news({ event: "join", member: member("ana", 3) })
  await vi.waitFor(() => expect(view).toMatchObject({ others: [{ id: "ana" }], seen: [] }))
})

test("K-25 another state is said without another stream, and of many in a row the first and the last", async () => {
  const presenting = present({ x: 0 })
  await opened()
  for (let x = 1; x <= 5; x += 1) presenting.update({ x })
  await vi.waitFor(() => expect(shown()).toEqual([{ x: 5 }]))
  for (let x = 6; x <= 30; x += 1) presenting.update({ x })
  await vi.waitFor(() => expect(shown()).toEqual([{ x: 5 }, { x: 30 }]))
  const [first, second] = server.askedOf("presence")
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(35)
  expect(first?.body).toMatchObject({ channel: "floor.1", connection: expect.stringMatching(/^c-/) })
  expect(server.streams).toHaveLength(1)
})

test("what was shown while no stream was open is asked with by the next one, or said on it", async () => {
  const presenting = present({ x: 1 })
  await opened()
  server.script.realtime = () => refusing("UNAVAILABLE", 503)
  server.streams[0]?.breakOff()
  await vi.waitFor(() => expect(client.getSnapshot().state).not.toBe("open"))
  presenting.update({ x: 2 })
  server.script.realtime = (open) => void open().open()
  await opened(2)
  // A request that was under way when it was shown asks with what was shown before.
  await vi.waitFor(() => {
    if (shown().length > 0) expect(shown()).toEqual([{ x: 2 }])
    else expect(askedFor(1)).toMatchObject([{ name: "floor.1", present: { x: 2 } }])
  })
})

test("a limit is waited for, and then the last state is said", async () => {
  server.script.presence = (_, index) =>
    index === 0 ? refusing("RATE_LIMITED", 429, { retryAfter: 0.1 }) : { body: {} }
  const presenting = present()
  await opened()
  presenting.update({ x: 1 })
  await vi.waitFor(() => expect(shown()).toEqual([{ x: 1 }]))
  presenting.update({ x: 2 })
  await vi.waitFor(() => expect(shown()).toEqual([{ x: 1 }, { x: 2 }]))
})

test("whoever leaves is not present on the next stream, and goes on reading", async () => {
  const silence = client.join(floor, () => undefined)
  const presenting = present()
  await opened()
  presenting.leave()
  await opened(2)
  expect(askedFor(1)).toMatchObject([{ name: "floor.1" }])
  expect(JSON.stringify(askedFor(1))).not.toContain("present")
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
  silence()
})

test("whoever comes back at once was not away: no other stream is opened", async () => {
  client.join(floor, () => undefined)
  const first = present()
  await opened()
  first.leave()
  const second = present()
  // Longer than the grace of whoever leaves: three states, with a pause after each.
  for (let x = 1; x <= 3; x += 1) {
    second.update({ x })
    await vi.waitFor(() => expect(shown()).toHaveLength(x))
  }
  expect(server.streams).toHaveLength(1)
})

test("a refusal says why, and the messages go on", async () => {
  const texts: unknown[] = []
  client.join(floor, (event) => void (event.type === "message" && texts.push(event.message.data)))
  present()
  await opened()
  news({ event: "refused", code: "NOT_GRANTED_PRESENCE", title: "Only reading" })
  await vi.waitFor(() =>
    expect(view?.error).toMatchObject({ message: "Only reading", data: { type: "NOT_GRANTED_PRESENCE" } }),
  )
  server.streams[0]?.message("floor.1", 1)
  await vi.waitFor(() => expect(texts).toEqual([{ text: "m1" }]))
})

/** Renders nothing, and shows who else is there. */
function People({ show }: { show: (ids: readonly string[]) => void }) {
  const { others } = usePresence(channels.floor.for({ floorId: "1" }), { state: { x: 1 } })
  useEffect(() => show(others.map(({ id }) => id)), [others, show])
  return null
}

function provide(children: ReactNode): ReactNode {
  const { origin } = server
  const endpoints = { endpoint: `${origin}/api/realtime`, channelsEndpoint: `${origin}/api/channels` }
  const given = { ...endpoints, share: false, children }
  return createElement(RealtimeProvider, given)
}

test("usePresence is present while it is mounted", async () => {
  const page = openHeadlessPage()
  const views: (readonly string[])[] = []
  const show = (ids: readonly string[]) => void views.push(ids)
  page.render(provide(createElement(People, { show })))
  await vi.waitFor(() => expect(server.streams).toHaveLength(1))
  expect(askedFor(0)).toEqual([{ name: "floor.1", present: { x: 1 } }])
  news({ event: "list", members: [member("ben"), member("ana")], seen: [] })
  await vi.waitFor(() => expect(views.at(-1)).toEqual(["ana"]))
  page.unmount()
  await vi.waitFor(() => expect(server.streams[0]?.isClosed).toBe(true))
})
