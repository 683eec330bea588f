import { expect, test, vi } from "vitest"
import { createClientStream } from "./client-stream"
import { deliver } from "./deliver"
import { createWorld } from "./hub-world"

test("a client that leaves is told nothing more of people, and is not remembered among those who are", async () => {
  const world = createWorld()
  const { rooms } = world.hub
  // Somebody else keeps the room open.
  rooms.enter("room")
  const watch = vi.spyOn(rooms, "watch")
  const info = { id: "c", identity: "ben", address: "", transport: "fetch" as const, channels: [], since: 0 }
  const limits = { perPerson: 1, perAddress: 1 }
  const shown = [{ channel: "room", text: "" }]
  const delivery = await deliver(
    { admission: { info, standing: undefined, limits, shown }, wanted: [], refused: [], unseen: [] },
    { hub: world.hub, history: world.history, stream: createClientStream({ onEnd: () => undefined }) },
  )
  const watched = watch.mock.results[0]?.value
  const unwatch = vi.spyOn(watched, "unwatch")
  delivery.leave()
  expect(unwatch).toHaveBeenCalledOnce()
})
