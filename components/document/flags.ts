/** Names at carets: where each stands so that all can be read. */

/** Something as wide as `width` that begins at `at`: pixels from the left. */
export interface Flag {
  readonly at: number
  readonly width: number
}

/** Pixels between two flags. */
const BETWEEN = 2

/**
 * Places flags in one row so that none covers another and all are within `room`: as near as can be to where they
 * would be alone, and in the same order. Where the row is too short for all, each has an equal part of it at most.
 */
export function placeFlags(flags: readonly Flag[], room: number): readonly Flag[] {
  const needed = flags.reduce((sum, { width }) => sum + width + BETWEEN, 0) - BETWEEN
  const most = needed > room ? Math.max(0, room / flags.length - BETWEEN) : Number.POSITIVE_INFINITY
  const row = flags
    .map(({ at, width }, index) => ({ index, at, width: Math.min(width, most) }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
  let free = 0
  for (const flag of row) {
    flag.at = Math.max(flag.at, free)
    free = flag.at + flag.width + BETWEEN
  }
  // What went beyond the end goes back, and takes those before it along.
  let end = room
  for (const flag of row.toReversed()) {
    flag.at = Math.min(flag.at, end - flag.width)
    end = flag.at - BETWEEN
  }
  return row.sort((a, b) => a.index - b.index).map(({ at, width }) => ({ at, width }))
}
