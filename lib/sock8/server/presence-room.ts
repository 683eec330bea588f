/**
 * What one process knows of the people on one channel. It is told of connections and tells of people: somebody
 * with five tabs is one member, and comes and goes once.
 */
import { type Member, noteSeen, type PresenceNews } from "../core/presence"
import type { Present, RoomChange, RoomSnapshot } from "./presence-snapshot"

/** News of one person. */
export type PersonNews = Exclude<PresenceNews, { event: "list" | "refused" }>

/** The people on one channel, in this process's memory. */
export interface Room {
  /** Everybody who is there, and when those were there last who are not. */
  list(): Extract<PresenceNews, { event: "list" }>
  /** Takes over what Redis has, and tells what is different from what was known. */
  become(snapshot: RoomSnapshot): PersonNews[]
  /** Makes one change, and tells what it means for people: often nothing. */
  apply(change: RoomChange): PersonNews[]
  has(connection: string): boolean
}

/** Makes an empty room. */
export function createRoom(): Room {
  /** Connections by person, so that what somebody does costs the same however many others are there. */
  let present = new Map<string, Map<string, Present>>()
  let owners = new Map<string, string>()
  let away = new Map<string, Present>()
  let seen = new Map<string, number>()

  function memberOf(id: string): Member | undefined {
    const shown = [...(present.get(id)?.values() ?? [])]
    const [latest] = shown.length > 0 ? shown.toSorted((a, b) => b.at - a.at) : [away.get(id)]
    if (!latest) return undefined
    const { name, state } = latest
    const since = Math.min(latest.since, ...shown.map((one) => one.since))
    return { id, state, since, connections: shown.length, ...(name === undefined ? {} : { name }) }
  }

  function newsOf(id: string, before: Member | undefined): PersonNews[] {
    const after = memberOf(id)
    if (!after) return before ? [{ event: "leave", id, lastSeen: seen.get(id) ?? Date.now() }] : []
    if (!before) return [{ event: "join", member: after }]
    if (before.connections > 0 && after.connections === 0) return [{ event: "leaving", id }]
    return isSame(before, after) ? [] : [{ event: "update", member: after }]
  }

  function show(connection: string, one: Present): void {
    hide(connection)
    const shown = present.get(one.id) ?? new Map<string, Present>()
    present.set(one.id, shown.set(connection, one))
    owners.set(connection, one.id)
  }

  function hide(connection: string): void {
    const owner = owners.get(connection)
    owners.delete(connection)
    if (owner !== undefined) present.get(owner)?.delete(connection)
  }

  function make(change: RoomChange): void {
    if (change.kind === "gone") {
      for (const connection of [...(present.get(change.id)?.keys() ?? [])]) hide(connection)
      present.delete(change.id)
      away.delete(change.id)
      noteSeen(seen, change)
    } else if (change.kind === "set") {
      show(change.connection, change.present)
      away.delete(change.present.id)
      seen.delete(change.present.id)
    } else {
      hide(change.connection)
      if (change.kind === "away") away.set(change.present.id, change.present)
    }
  }

  /** The person that a change is about. */
  function personOf(change: RoomChange): string | undefined {
    if (change.kind === "gone") return change.id
    return change.kind === "drop" ? owners.get(change.connection) : change.present.id
  }

  function people(): string[] {
    return [...new Set([...present.keys(), ...away.keys()])]
  }

  return {
    list: () => ({
      event: "list",
      members: people().flatMap((id) => memberOf(id) ?? []),
      seen: [...seen].map(([id, lastSeen]) => ({ id, lastSeen })),
    }),
    become(snapshot) {
      const before = new Map(people().map((id) => [id, memberOf(id)]))
      present = new Map()
      owners = new Map()
      for (const [connection, one] of snapshot.present) show(connection, one)
      away = new Map(snapshot.away)
      seen = new Map(snapshot.seen.map(({ id, lastSeen }) => [id, lastSeen]))
      return [...new Set([...before.keys(), ...people()])].flatMap((id) => newsOf(id, before.get(id)))
    },
    apply(change) {
      const id = personOf(change)
      if (id === undefined) return []
      const before = memberOf(id)
      make(change)
      return newsOf(id, before)
    },
    has: (connection) => owners.has(connection),
  }
}

function isSame(a: Member, b: Member): boolean {
  return (
    a.connections === b.connections &&
    a.name === b.name &&
    JSON.stringify(a.state) === JSON.stringify(b.state)
  )
}
