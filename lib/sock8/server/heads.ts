import { isNewer, type Position } from "../core/cursor"

/**
 * How far this process has seen each channel come. Redis is told so with whatever is said or read there, and knows
 * by it that it has lost messages: a replica that was behind has taken over.
 */
export interface Heads {
  /** The newest position that was seen; `undefined` for a channel nothing is known of. */
  of(channel: string): Position | undefined
  /** Redis has, or had, a message there. Never what a client says of itself. */
  note(channel: string, position: Position): void
}

/** Channels that are known at once; the one that was quiet for longest is forgotten first. */
const MAX_CHANNELS = 10_000

/** Makes one that knows nothing yet. */
export function createHeads(maxChannels = MAX_CHANNELS): Heads {
  const positions = new Map<string, Position>()
  return {
    of: (channel) => positions.get(channel),
    note(channel, position) {
      const before = positions.get(channel)
      // Answers overtake each other.
      const newest = before && isNewer(before.id, position.id) ? before : position
      positions.delete(channel)
      positions.set(channel, newest)
      const [oldest] = positions.keys()
      if (positions.size > maxChannels && oldest !== undefined) positions.delete(oldest)
    },
  }
}

/** What scripts with `TAKEN_BACK` take: epoch, number and id; all `""` where nothing is known. */
export function headArgs(heads: Heads, channel: string): string[] {
  const position = heads.of(channel)
  return position ? [position.epoch, String(position.n), position.id] : ["", "", ""]
}
