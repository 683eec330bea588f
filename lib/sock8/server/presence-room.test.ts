import { expect, test } from "vitest"
import { MAX_SEEN } from "../core/presence"
import { createRoom } from "./presence-room"
import { type Present, parseRoomLine, readSnapshot } from "./presence-snapshot"

const show = (id: string, at: number, state: unknown = null): Present => ({ id, state, since: at, at })
const set = (connection: string, present: Present) => ({ kind: "set", connection, present }) as const

test("a person with two connections comes once, and shows what they said last in either", () => {
  const room = createRoom()
  expect(room.apply(set("c1", show("ben", 1, "a")))).toMatchObject([
    { event: "join", member: { connections: 1 } },
  ])
  expect(room.apply(set("c2", show("ben", 2, "b")))).toMatchObject([
    { event: "update", member: { connections: 2, state: "b", since: 1 } },
  ])
  expect(room.apply(set("c1", show("ben", 3, "c")))).toMatchObject([
    { event: "update", member: { state: "c" } },
  ])
  expect(room.apply(set("c1", show("ben", 4, "c")))).toEqual([])
  expect(room.apply({ kind: "drop", connection: "c1" })).toMatchObject([
    { event: "update", member: { connections: 1, state: "b" } },
  ])
})

test("somebody whose last connection ended is a member without one, until they are gone", () => {
  const room = createRoom()
  room.apply(set("c1", show("ben", 1)))
  expect(room.apply({ kind: "away", connection: "c1", present: show("ben", 1) })).toEqual([
    { event: "leaving", id: "ben" },
  ])
  expect(room.list().members).toMatchObject([{ id: "ben", connections: 0 }])
  expect(room.apply({ kind: "gone", id: "ben", lastSeen: 7 })).toEqual([
    { event: "leave", id: "ben", lastSeen: 7 },
  ])
  expect(room.list()).toEqual({ event: "list", members: [], seen: [{ id: "ben", lastSeen: 7 }] })
})

test("what Redis has in place of what was known is told as what became of each person", () => {
  const room = createRoom()
  room.apply(set("c1", show("ada", 1)))
  room.apply(set("c2", show("ben", 1)))
  const snapshot = {
    ...{
      version: 9,
      present: new Map([
        ["c2", show("ben", 1)],
        ["c3", show("bea", 5)],
      ]),
    },
    ...{ away: new Map(), seen: [{ id: "ada", lastSeen: 4 }] },
  }
  expect(room.become(snapshot)).toEqual([
    { event: "leave", id: "ada", lastSeen: 4 },
    { event: "join", member: { id: "bea", state: null, since: 5, connections: 1 } },
  ])
  expect([room.has("c1"), room.has("c3")]).toEqual([false, true])
})

test("of those who left, only the latest are remembered, as in Redis", () => {
  const room = createRoom()
  for (let n = 0; n < 3 * MAX_SEEN; n += 1) {
    room.apply(set("c1", show(`p${n}`, n)))
    room.apply({ kind: "gone", id: `p${n}`, lastSeen: n })
  }
  const { seen } = room.list()
  expect(seen).toHaveLength(MAX_SEEN)
  expect(seen.at(-1)).toEqual({ id: `p${3 * MAX_SEEN - 1}`, lastSeen: 3 * MAX_SEEN - 1 })
})

test("a change of a connection that nobody knew is no news", () => {
  expect(createRoom().apply({ kind: "drop", connection: "c9" })).toEqual([])
})

test("lines of another kind, and those that something else wrote, are none of presence", () => {
  const lines = [
    "1 room a 1 1-0 {}",
    "2 room 1 set c1 {",
    "2 room 1 set c1 {}",
    "2 room x gone ben 1",
    "probe",
    "2 room 1 was c1 {}",
  ]
  for (const line of lines) expect(parseRoomLine(line), line).toBeUndefined()
  expect(parseRoomLine("2 team.red.chat 12 gone ben 7")).toEqual({
    ...{ channel: "team.red.chat", version: 12 },
    change: { kind: "gone", id: "ben", lastSeen: 7 },
  })
})

test("a hash that something else wrote into is read as far as it is ours", () => {
  const row = [
    ["v", "3", "c:c1", '{"id":"ben","state":1,"since":1,"at":2}', "c:c2", "[]", "x", "y"],
    ["ada", "5"],
  ]
  expect(readSnapshot(row)).toEqual({
    ...{ version: 3, present: new Map([["c1", { id: "ben", state: 1, since: 1, at: 2 }]]), away: new Map() },
    seen: [{ id: "ada", lastSeen: 5 }],
  })
  expect(readSnapshot("nothing")).toMatchObject({ version: 0, seen: [] })
})
