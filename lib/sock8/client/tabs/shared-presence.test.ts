/** Presence of several tabs over the one stream that they share. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Presenting } from "../client"
import type { PresenceView } from "../presence-feed"
import { granting } from "../scripted-server"
import { channels } from "../test-channels"
import { type ScriptedTabs, startScriptedTabs } from "./scripted-tabs"

const floor = channels.floor.for({ floorId: "1" })
const lobby = channels.admin.logs
const member = (id: string, since: number) => ({ id, since, state: null, connections: 1 })
const ids = (view: PresenceView | undefined) => view?.others.map(({ id }) => id)

let tabs: ScriptedTabs
beforeEach(async () => {
  tabs = await startScriptedTabs()
  tabs.server.script.authenticate = () =>
    granting({ "floor.1": "floor.{floorId}", "admin.logs": "admin.logs" })
})
afterEach(() => tabs.server.close())

/** A tab that is present on the floor. */
function openPresent(state?: { x: number }) {
  const { client, tab } = tabs.open({ timings: { lingerMs: 20, statePauseMs: 10 } }, lobby)
  const looks: PresenceView<{ x: number }>[] = []
  const presenting: Presenting<{ x: number }> = client.present(floor, (view) => looks.push(view), state)
  return { client, tab, presenting, view: () => looks.at(-1) }
}

const asked = () => tabs.live().at(-1)?.asked.body.channels

async function tell(event: Record<string, unknown>): Promise<void> {
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  tabs.live()[0]?.send("presence", { channel: "floor.1", ...event })
}

test("a tab that comes later is told who is there, over the same stream", async () => {
  const first = openPresent({ x: 1 })
  await vi.waitFor(() => expect(asked()).toContainEqual({ name: "floor.1", present: { x: 1 } }))
  await tell({ event: "list", members: [member("ben", 1), member("ana", 2)], seen: [] })
  await tell({ event: "join", member: member("zoe", 3) })
  await vi.waitFor(() => expect(ids(first.view())).toEqual(["ana", "zoe"]))
  const second = openPresent()
  await vi.waitFor(() => expect(ids(second.view())).toEqual(["ana", "zoe"]))
  await tell({ event: "leave", id: "zoe", lastSeen: 5 })
  await vi.waitFor(() => expect([ids(first.view()), ids(second.view())]).toEqual([["ana"], ["ana"]]))
  expect(tabs.server.streams).toHaveLength(1)
})

test("a tab that is not present makes no other one so, and one that comes to be opens another stream", async () => {
  const reading = tabs.open({ timings: { lingerMs: 20 } }, floor)
  await vi.waitFor(() => expect(reading.told).toContain("open"))
  expect(JSON.stringify(asked())).not.toContain("present")
  openPresent({ x: 1 })
  await vi.waitFor(() => expect(asked()).toContainEqual(expect.objectContaining({ present: { x: 1 } })))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
})

test("one is present until the last tab that is goes, and what either shows is said for both", async () => {
  const [first, second] = [openPresent({ x: 1 }), openPresent()]
  await tell({ event: "list", members: [member("ben", 1)], seen: [] })
  await vi.waitFor(() => expect(second.view()?.self).toBeDefined())
  second.presenting.update({ x: 2 })
  await vi.waitFor(() => expect(tabs.server.askedOf("presence")).toHaveLength(1))
  first.presenting.leave()
  first.client.close()
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  expect(JSON.stringify(asked())).toContain("present")
  second.presenting.leave()
  await vi.waitFor(() => expect(JSON.stringify(asked())).not.toContain("present"))
})

test("what a tab shows that comes later is shown from then on, and by the first one again when it says so", async () => {
  const first = openPresent({ x: 1 })
  await vi.waitFor(() => expect(asked()).toContainEqual({ name: "floor.1", present: { x: 1 } }))
  const second = openPresent({ x: 2 })
  await vi.waitFor(() => expect(asked()).toContainEqual(expect.objectContaining({ present: { x: 2 } })))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  first.presenting.update({ x: 3 })
  await vi.waitFor(() => expect(tabs.server.askedOf("presence").at(-1)?.body.state).toEqual({ x: 3 }))
  // One more that shows the same as the last one opens nothing.
  openPresent({ x: 2 })
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
  expect(tabs.server.streams).toHaveLength(2)
  second.presenting.leave()
})

test("a tab that comes later is told that the people are kept from it, over the same stream", async () => {
  const first = openPresent({ x: 1 })
  await tell({ event: "list", members: [member("ben", 1), member("ana", 2)], seen: [] })
  await tell({ event: "refused", code: "REVOKED", title: "Taken away" })
  const refused = { others: [], error: { data: { type: "REVOKED" } } }
  await vi.waitFor(() => expect(first.view()).toMatchObject(refused))
  const second = openPresent()
  await vi.waitFor(() => expect(second.view()).toMatchObject(refused))
  expect(tabs.server.streams).toHaveLength(1)
})

test("a tab that is present no more is so where another goes on to read", async () => {
  const reading = tabs.open({ timings: { lingerMs: 20 } }, floor)
  await vi.waitFor(() => expect(reading.told).toContain("open"))
  const second = openPresent({ x: 1 })
  await vi.waitFor(() => expect(JSON.stringify(asked())).toContain("present"))
  second.presenting.leave()
  await vi.waitFor(() => expect(JSON.stringify(asked())).not.toContain("present"))
  await vi.waitFor(() => expect(tabs.live()).toHaveLength(1))
})
