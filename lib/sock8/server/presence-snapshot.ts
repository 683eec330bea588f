/** Who is on a channel, as it lies in Redis and as each change of it is told to every process. */
import type { Seen } from "../core/presence"
import { asFields, parseJson } from "../core/wire"
import { ownCopy } from "./own-copy"

/** What one connection shows. */
export interface Present {
  readonly id: string
  readonly name?: string
  readonly state: unknown
  /** When the person came, in milliseconds by the clock of Redis. */
  readonly since: number
  /** When this was said. */
  readonly at: number
}

/** A channel's people at one version. */
export interface RoomSnapshot {
  /** Grows by one with each change; `0` where there is nothing. */
  readonly version: number
  readonly present: ReadonlyMap<string, Present>
  /** By person: what the last connection of those showed whose grace is not over. */
  readonly away: ReadonlyMap<string, Present>
  readonly seen: readonly Seen[]
}

/** One change of a channel's people. */
export type RoomChange =
  | { readonly kind: "set"; readonly connection: string; readonly present: Present }
  /** A connection ended, and its person has others. */
  | { readonly kind: "drop"; readonly connection: string }
  /** A connection ended, and it was its person's last. */
  | { readonly kind: "away"; readonly connection: string; readonly present: Present }
  /** A person counts as gone, with all that they had. */
  | ({ readonly kind: "gone" } & Seen)

/** A change as it is told. */
export interface RoomLine {
  readonly channel: string
  readonly version: number
  readonly change: RoomChange
}

const LINE = /^2 ([A-Za-z0-9_.-]+) (\d+) ([a-z]+) (\S+) ?(.*)$/s

/** Reads a line of `scripts/presence.ts`. `undefined` for lines of another version or kind. */
export function parseRoomLine(line: string): RoomLine | undefined {
  const [, channel, version, kind, who, rest = ""] = LINE.exec(line) ?? []
  if (!channel || !kind || !who) return undefined
  // A room keeps who is there for as long as they are: not with the line, and what came with that.
  const change = readChange(kind, ownCopy(who), rest)
  return change && { channel: ownCopy(channel), version: Number(version), change }
}

function readChange(kind: string, who: string, rest: string): RoomChange | undefined {
  if (kind === "drop") return { kind, connection: who }
  if (kind === "gone") return { kind, id: who, lastSeen: Number(rest) }
  const present = readPresent(rest)
  if (!present || (kind !== "set" && kind !== "away")) return undefined
  return { kind, connection: who, present }
}

/** Reads what the scripts answer of one channel: its hash and its set, both flat. What is not ours is passed over. */
export function readSnapshot(row: unknown): RoomSnapshot {
  const [hash, set] = Array.isArray(row) ? row : []
  const present = new Map<string, Present>()
  const away = new Map<string, Present>()
  let version = 0
  for (const [field, text] of pairsOf(hash)) {
    const one = readPresent(text)
    if (field === "v") version = Number(text)
    else if (one && field.startsWith("c:")) present.set(field.slice(2), one)
    else if (one && field.startsWith("a:")) away.set(field.slice(2), one)
  }
  const seen = pairsOf(set).map(([id, at]) => ({ id, lastSeen: Number(at) }))
  return { version, present, away, seen }
}

function pairsOf(flat: unknown): Array<[string, string]> {
  const texts: unknown[] = Array.isArray(flat) ? flat : []
  return texts.flatMap(
    (text, index): Array<[string, string]> =>
      index % 2 === 0 ? [[String(text), String(texts[index + 1])]] : [],
  )
}

function readPresent(text: string): Present | undefined {
  const { id, name, state = null, since, at } = asFields(parseJson(text)) ?? {}
  if (typeof id !== "string" || typeof since !== "number" || typeof at !== "number") return undefined
  return { id, state, since, at, ...(typeof name === "string" ? { name } : {}) }
}
