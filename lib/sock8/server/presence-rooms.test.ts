import { expect, test, vi } from "vitest"
import { createRooms } from "./presence-rooms"
import type { Present } from "./presence-snapshot"

const ROOM = "document.red"
const LINES = 1_000

const present = (n: number): Present => ({ id: `person-${n}`, state: null, since: 1, at: 1 })
const snapshotOf = (people: number) => ({
  ...{ version: people, away: new Map(), seen: [] },
  present: new Map(Array.from({ length: people }, (_, n) => [`of-${n}`, present(n)])),
})

test("S-21 lines that arrive before the first reading are bounded; where some were dropped, Redis is read once more", async () => {
  const read = vi.fn(async () => snapshotOf(LINES))
  const rooms = createRooms(read)
  rooms.enter(ROOM)
  for (let n = 0; n < LINES; n++)
    rooms.receive(`2 ${ROOM} ${n + 1} set of-${n} ${JSON.stringify(present(n))}`)
  expect(read).not.toHaveBeenCalled()
  rooms.seed(ROOM, snapshotOf(0))
  const members = () =>
    new TextDecoder().decode(rooms.watch(ROOM, () => undefined).list()).match(/"person-\d+"/g)
  await vi.waitFor(() => expect(members() ?? []).toHaveLength(LINES))
  expect(read).toHaveBeenCalledTimes(1)
})
