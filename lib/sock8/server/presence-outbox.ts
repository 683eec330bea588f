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

/** Makes an outbox. */
export function createOutbox(rooms: Rooms, stream: ClientStream): Outbox {
  const watched = new Map<string, { readonly list: () => Frame; readonly unwatch: () => void }>()
  /** Channels that are told as a whole. Their list is made when it is written, so that it is the latest. */
  const lists = new Set<string>()
  /** By channel, then by person. */
  const news = new Map<string, Map<string, Frame>>()
  let held = false
  let writing = false

  const receive: RoomWatcher = (channel, one, frame) => {
    const person = "member" in one ? one.member.id : one.id
    if (held) lists.add(channel)
    if (lists.has(channel)) return
    const ofChannel = news.get(channel) ?? new Map<string, Frame>()
    news.set(channel, ofChannel.set(person, frame))
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
    news.clear()
  }

  function drop(channel: string): void {
    watched.get(channel)?.unwatch()
    watched.delete(channel)
    lists.delete(channel)
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
      for (const channel of news.keys()) lists.add(channel)
      news.clear()
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
