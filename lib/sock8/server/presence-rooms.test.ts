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

test("S-21 where lines may have been lost while Redis is read, it is read once more", async () => {
  const answers: Array<(snapshot: ReturnType<typeof snapshotOf>) => void> = []
  const read = vi.fn(() => new Promise<ReturnType<typeof snapshotOf>>((answer) => void answers.push(answer)))
  const rooms = createRooms(read)
  rooms.enter(ROOM)
  rooms.seed(ROOM, snapshotOf(1))
  rooms.mend(() => true)
  // What this reading saw is older than what is lost now.
  rooms.mend(() => true)
  answers[0]?.(snapshotOf(1))
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2))
  answers[1]?.(snapshotOf(2))
  const list = () => new TextDecoder().decode(rooms.watch(ROOM, () => undefined).list())
  await vi.waitFor(() => expect(list()).toContain("person-1"))
  expect(read).toHaveBeenCalledTimes(2)
})
