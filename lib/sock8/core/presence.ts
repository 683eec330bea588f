/**
 * Who is on a channel, as both ends know it. A member is a person and not a tab: however many connections
 * somebody has, they are told of once.
 */
import { type ErrorCode, isErrorCode } from "./errors"
import { asFields } from "./fields"

/** One person on a channel. */
export interface Member<State = unknown> {
  /** Their identity, from the token. */
  readonly id: string
  readonly name?: string
  /** What they said of themselves last, in whichever tab; `null` where they said nothing. */
  readonly state: State | null
  /** When they came, in milliseconds since 1970 by the clock of Redis. */
  readonly since: number
  /** How many connections they have here. `0` for a few seconds after the last one ended: a reload comes back. */
  readonly connections: number
}

/** When somebody who is not there now was there last, in milliseconds since 1970. */
export interface Seen {
  readonly id: string
  readonly lastSeen: number
}

/** What a stream says of the people on a channel. `list` is all of it; the others are changes of one person. */
export type PresenceNews =
  | { readonly event: "list"; readonly members: readonly Member[]; readonly seen: readonly Seen[] }
  | { readonly event: "join" | "update"; readonly member: Member }
  /** The last connection of somebody ended. Whether they left or only reloaded is not known yet. */
  | { readonly event: "leaving"; readonly id: string }
  /** They did not come back. */
  | ({ readonly event: "leave" } & Seen)
  /** One is neither shown nor told; the channel's messages go on. */
  | { readonly event: "refused"; readonly code: ErrorCode; readonly title: string }

/** Most bytes of a member's state, as JSON. */
export const MAX_STATE_BYTES = 1024

/** Of those who left a channel, so many are remembered: the latest. */
export const MAX_SEEN = 200

/** Notes that somebody left, in a map that has the latest ones last, and forgets who left before so many others. */
export function noteSeen(seen: Map<string, number>, { id, lastSeen }: Seen): void {
  seen.delete(id)
  seen.set(id, lastSeen)
  const [first] = seen.keys()
  if (seen.size > MAX_SEEN && first !== undefined) seen.delete(first)
}

/** Reads what a stream says of the people on a channel. `undefined` for unknown or malformed news. */
export function readPresenceNews(fields: Record<string, unknown>): PresenceNews | undefined {
  const { event, members, seen, id, lastSeen, code, title } = fields
  if (event === "list") {
    if (!Array.isArray(members) || !Array.isArray(seen)) return undefined
    return { event, members: readMembers(members), seen: seen.flatMap(readSeen) }
  }
  if (event === "join" || event === "update") {
    const [member] = readMembers([fields.member])
    return member && { event, member }
  }
  if (event === "leaving") return typeof id === "string" ? { event, id } : undefined
  if (event === "refused") return isErrorCode(code) ? { event, code, title: String(title) } : undefined
  const [one] = readSeen({ id, lastSeen })
  return event === "leave" && one ? { event, ...one } : undefined
}

/** Reads members, and passes over what is none. */
export function readMembers(values: readonly unknown[]): Member[] {
  return values.flatMap((value) => {
    const { id, name, state = null, since, connections } = asFields(value) ?? {}
    if (typeof id !== "string" || typeof since !== "number" || typeof connections !== "number") return []
    return [{ id, state, since, connections, ...(typeof name === "string" ? { name } : {}) }]
  })
}

function readSeen(value: unknown): Seen[] {
  const { id, lastSeen } = asFields(value) ?? {}
  return typeof id === "string" && typeof lastSeen === "number" ? [{ id, lastSeen }] : []
}
