/** The rooms of one process: those of channels whose people a client here sees. */
import { eventFrame, type Frame } from "./frames"
import { createRoom, type PersonNews, type Room } from "./presence-room"
import { parseRoomLine, type RoomLine, type RoomSnapshot } from "./presence-snapshot"

/** Is told what happens to one person on one channel, with its bytes, which are the same for everybody. */
export type RoomWatcher = (channel: string, news: PersonNews, frame: Frame) => void

/** What the hub does for presence. */
export interface Rooms {
  /** Opens a room for one more client, before Redis is asked: what is told meanwhile is kept. Returns the undo. */
  enter(channel: string): () => void
  /** Takes over what Redis answered to whoever entered. */
  seed(channel: string, snapshot: RoomSnapshot): void
  /** Everybody who is there now, as a frame. The watcher is told every change after it. Returns the undo too. */
  watch(channel: string, watcher: RoomWatcher): { readonly list: () => Frame; readonly unwatch: () => void }
  /** Reads a line of a topic, where it is one of presence. */
  receive(line: string): void
  /** Compares with the version that Redis has: lines may have been lost. */
  check(channel: string, version: number): void
  /** Lines of these channels may have been lost. */
  mend(isAbout: (channel: string) => boolean): void
  /** Whether a room is whole and a connection not in it. */
  lacks(channel: string, connection: string): boolean
}

interface OpenRoom {
  readonly name: string
  readonly room: Room
  readonly watchers: Set<RoomWatcher>
  users: number
  /** The version that was told last; unknown until the first reading. */
  version: number | undefined
  /** What came while Redis was asked. */
  queue: RoomLine[]
  /** Redis has to be asked once more: some of the queue was dropped, or lost lines may be newer than what was read. */
  isOutdated: boolean
  reading: boolean
}

/** How long a room waits before it reads again what it could not read, or what may still be on its way. */
const AGAIN_MS = 1_000
/** Lines that are queued per room; a line has one state, of 2 KB at most. */
const MAX_QUEUED_LINES = 200

/** Makes the rooms of one process. */
export function createRooms(read: (channel: string) => Promise<RoomSnapshot | undefined>): Rooms {
  const rooms = new Map<string, OpenRoom>()

  function tell(open: OpenRoom, all: readonly PersonNews[]): void {
    for (const news of all) {
      const frame = eventFrame({ type: "presence", channel: open.name, ...news })
      for (const watcher of [...open.watchers]) watcher(open.name, news, frame)
    }
  }

  function accept(open: OpenRoom, line: RoomLine): void {
    if (open.version === undefined || open.reading) {
      enqueue(open, line)
    } else if (line.version === open.version + 1) {
      open.version = line.version
      tell(open, open.room.apply(line.change))
    } else if (line.version > open.version) {
      void reread(open)
    }
  }

  function become(open: OpenRoom, snapshot: RoomSnapshot): void {
    open.version = snapshot.version
    tell(open, open.room.become(snapshot))
    const { isOutdated } = open
    open.isOutdated = false
    for (const line of open.queue.splice(0)) accept(open, line)
    if (isOutdated && !open.reading) void reread(open)
  }

  async function reread(open: OpenRoom): Promise<void> {
    if (rooms.get(open.name) !== open) return
    open.isOutdated = open.reading
    if (open.reading) return
    open.reading = true
    const snapshot = await read(open.name).catch(() => undefined)
    open.reading = false
    if (snapshot) become(open, snapshot)
    else setTimeout(reread, AGAIN_MS, open).unref()
  }

  return {
    enter(name) {
      const open: OpenRoom = rooms.get(name) ?? {
        ...{ name, room: createRoom(), watchers: new Set(), users: 0 },
        ...{ version: undefined, queue: [], isOutdated: false, reading: false },
      }
      rooms.set(name, open)
      open.users += 1
      let inside = true
      return () => {
        if (!inside) return
        inside = false
        open.users -= 1
        if (open.users === 0 && rooms.get(name) === open) rooms.delete(name)
      }
    },
    seed(name, snapshot) {
      const open = rooms.get(name)
      if (!open || open.reading) return
      if (open.version === undefined || snapshot.version > open.version) become(open, snapshot)
    },
    watch(name, watcher) {
      const open = rooms.get(name)
      open?.watchers.add(watcher)
      return {
        list: () =>
          eventFrame({
            ...{ type: "presence", channel: name },
            ...(open?.room.list() ?? { event: "list", members: [], seen: [] }),
          }),
        unwatch: () => void open?.watchers.delete(watcher),
      }
    },
    receive(text) {
      const line = parseRoomLine(text)
      const open = line && rooms.get(line.channel)
      if (line && open) accept(open, line)
    },
    check(name, version) {
      const open = rooms.get(name)
      if (!open || open.version === version) return
      const before = open.version
      // Its lines may be on their way: only what is still so a moment later is a loss.
      setTimeout(() => {
        if (open.version === before) void reread(open)
      }, AGAIN_MS).unref()
    },
    mend(isAbout) {
      for (const open of rooms.values()) if (isAbout(open.name)) void reread(open)
    },
    lacks(name, connection) {
      const open = rooms.get(name)
      return open?.version !== undefined && !open.reading && !open.room.has(connection)
    },
  }
}

/** Keeps a line until Redis has answered. Where too many wait, all are dropped: Redis has what they say. */
function enqueue(open: OpenRoom, line: RoomLine): void {
  open.queue.push(line)
  if (open.queue.length <= MAX_QUEUED_LINES) return
  open.queue = []
  open.isOutdated = true
}
