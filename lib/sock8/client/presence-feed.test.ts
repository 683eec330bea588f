import { expect, test, vi } from "vitest"
import { PresenceFeed } from "./presence-feed"

test("what was said on a stream while the next one was being opened is said on that one, too", async () => {
  const said: unknown[] = []
  const ends: Array<() => void> = []
  const send = (state: unknown) => {
    said.push(state)
    return new Promise<void>((end) => ends.push(end))
  }
  const feed = new PresenceFeed({ send, pauseMs: 1 })
  feed.update({ x: 1 })
  feed.ask()
  feed.open("ben")
  // The stream after it is asked for, and shows what was true when it was.
  feed.ask()
  feed.update({ x: 2 })
  await vi.waitFor(() => expect(said).toEqual([{ x: 2 }]))
  feed.open("ben")
  ends[0]?.()
  await vi.waitFor(() => expect(said).toEqual([{ x: 2 }, { x: 2 }]))
  ends[1]?.()
  feed.update({ x: 3 })
  await vi.waitFor(() => expect(said).toEqual([{ x: 2 }, { x: 2 }, { x: 3 }]))
  feed.close()
})
