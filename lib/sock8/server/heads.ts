import { isNewer, type Position } from "../core/cursor"

/**
 * How far this process has seen each channel come. Redis is told so with whatever is said or read there, and knows
 * by it that it has lost messages: a replica that was behind has taken over.
 */
export interface Heads {
  /** The furthest position that was seen; `undefined` for a channel nothing is known of. */
  of(channel: string): Position | undefined
  /** Redis has, or had, a message there. Never what a client says of itself. */
  note(channel: string, position: Position): void
  /** Whether a message can be at a position only because Redis has lost what is known: its number comes again. */
  showsLoss(channel: string, position: Position): boolean
}

/** Channels that are known at once; the one that was quiet for longest is forgotten first. */
export const MAX_HEADS = 10_000

/** Makes one that knows nothing yet. */
export function createHeads(maxChannels = MAX_HEADS): Heads {
  const positions = new Map<string, Position>()
  return {
    of: (channel) => positions.get(channel),
    note(channel, position) {
      const before = positions.get(channel)
      positions.delete(channel)
      positions.set(channel, before && isFurther(before, position) ? before : position)
      if (positions.size <= maxChannels) return
      const [oldest] = positions.keys()
      if (oldest !== undefined) positions.delete(oldest)
    },
    showsLoss(channel, { epoch, n, id }) {
      const known = positions.get(channel)
      return known?.epoch === epoch && n <= known.n && isNewer(id, known.id)
    },
  }
}

/**
 * Whether the first of two positions is further, in whatever order they are heard of: answers overtake each other.
 * Within an epoch the number tells: a lower one with a newer id was given after the higher one was lost, and what is
 * lost must be known until Redis has been told of it.
 */
function isFurther(one: Position, other: Position): boolean {
  if (one.epoch !== other.epoch) return isNewer(one.id, other.id)
  return one.n > other.n || (one.n === other.n && isNewer(other.id, one.id))
}

/** What scripts with `TAKEN_BACK` take: epoch, number and id; all `""` where nothing is known. */
export function headArgs(heads: Heads, channel: string): string[] {
  const position = heads.of(channel)
  return position ? [position.epoch, String(position.n), position.id] : ["", "", ""]
}
