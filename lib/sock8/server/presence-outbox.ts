/**
 * The people of its channels, on their way to one client. Only the last news of each person waits: whoever reads
 * slowly is told where somebody is, not everywhere they have been.
 */
import type { ClientStream } from "./client-stream"
import type { Frame } from "./frames"
import type { Rooms, RoomWatcher } from "./presence-rooms"

/** What one client is told of people. */
export interface Outbox {
  /** Tells who is on a channel now, and every change from now on. */
  watch(channel: string): void
  /** Tells nothing more of a channel. */
  drop(channel: string): void
  /** Holds everything back until `release`, which tells anew what changed meanwhile. */
  hold(): void
  release(): void
  /** Ends all. */
  leave(): void
}

/** Most bytes of news that wait for one client. */
const MAX_NEWS_BYTES = 256 * 1024

/** Makes an outbox. */
export function createOutbox(rooms: Rooms, stream: ClientStream): Outbox {
  const watched = new Map<string, { readonly list: () => Frame; readonly unwatch: () => void }>()
  /** Channels that are told as a whole. Their list is made when it is written, so that it is the latest. */
  const lists = new Set<string>()
  /** By channel, then by person. */
  const news = new Map<string, Map<string, Frame>>()
  let newsBytes = 0
  let held = false
  let writing = false

  const receive: RoomWatcher = (channel, one, frame) => {
    const person = "member" in one ? one.member.id : one.id
    if (held) lists.add(channel)
    if (lists.has(channel)) return
    const ofChannel = news.get(channel) ?? new Map<string, Frame>()
    newsBytes += frame.byteLength - (ofChannel.get(person)?.byteLength ?? 0)
    news.set(channel, ofChannel.set(person, frame))
    // The list, which is made when it is written, says the same and waits without its bytes.
    if (newsBytes > MAX_NEWS_BYTES) tellAsLists()
    void write()
  }

  async function write(): Promise<void> {
    if (writing) return
    writing = true
    while (!held && stream.isOpen() && lists.size + news.size > 0) {
      await stream.room()
      if (!held) writeAll()
    }
    writing = false
  }

  function writeAll(): void {
    for (const channel of lists) {
      const room = watched.get(channel)
      if (room) stream.write(room.list())
    }
    lists.clear()
    for (const ofChannel of news.values()) for (const frame of ofChannel.values()) stream.write(frame)
    forgetNews()
  }

  function tellAsLists(): void {
    for (const channel of news.keys()) lists.add(channel)
    forgetNews()
  }

  function forgetNews(): void {
    news.clear()
    newsBytes = 0
  }

  function drop(channel: string): void {
    watched.get(channel)?.unwatch()
    watched.delete(channel)
    lists.delete(channel)
    for (const { byteLength } of news.get(channel)?.values() ?? []) newsBytes -= byteLength
    news.delete(channel)
  }

  return {
    watch(channel) {
      watched.set(channel, rooms.watch(channel, receive))
      lists.add(channel)
      void write()
    },
    drop,
    hold() {
      held = true
      // What waits is not told before it is known that it may be: then all of its channel is told.
      tellAsLists()
    },
    release() {
      held = false
      void write()
    },
    leave() {
      for (const channel of [...watched.keys()]) drop(channel)
    },
  }
}
