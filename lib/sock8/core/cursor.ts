/**
 * A cursor says how far a client has read one channel: the Redis id of the last message, the channel's
 * epoch and that message's number. The number is dense, so a hole is visible; the epoch changes when the
 * channel's memory was lost, so a cursor from before is never mistaken for a current one.
 */
export interface Cursor {
  /** Redis stream id, `<ms>-<seq>`. */
  readonly id: string
  /** Absent in a bare id, as a native `EventSource` sends it: then holes cannot be seen. */
  readonly epoch?: string
  /** The message's number in its channel, 1 for the first; 0 before anything was said. */
  readonly n?: number
}

/** A cursor with nothing left out: where a channel stands. */
export type Position = Required<Cursor>

const CURSOR = /^(\d{1,15}-\d{1,15})(?:\.([a-z0-9]{1,24})\.(\d{1,15}))?$/

/** Reads a cursor from outside: `<id>` or `<id>.<epoch>.<n>`. `undefined` where it is malformed. */
export function parseCursor(text: unknown): Cursor | undefined {
  const [, id, epoch, n] = (typeof text === "string" && text.length < 64 && CURSOR.exec(text)) || []
  if (id === undefined) return undefined
  return epoch === undefined ? { id } : { id, epoch, n: Number(n) }
}

/** Writes a position as a cursor. */
export function formatCursor({ id, epoch, n }: Position): string {
  return `${id}.${epoch}.${n}`
}

/** Milliseconds since 1970 at which Redis gave this id. */
export function timeOf(id: string): number {
  return Number(id.slice(0, id.indexOf("-")))
}

/** The position right before a message: a client that is there gets this message next. */
export function positionBefore({ id, epoch, n }: Position): Position {
  const [ms = "0", seq = "0"] = id.split("-")
  const earlier = seq === "0" ? `${Number(ms) - 1}-${HIGHEST_SEQ}` : `${ms}-${Number(seq) - 1}`
  return { id: earlier, epoch, n: n - 1 }
}

/** More messages than Redis stamps in one millisecond, and within the grammar of a cursor. */
const HIGHEST_SEQ = 999_999_999

/**
 * Tells whether a position is at or before another of the same epoch. A lower number under a higher id is not:
 * there, the channel lost its last messages and counts anew from before them.
 */
export function isTold(position: Position, last: Position): boolean {
  return position.epoch === last.epoch && position.n <= last.n && compareIds(position.id, last.id) <= 0
}

/** Tells whether a position is the one right after another. */
export function isNext(position: Position, last: Position): boolean {
  return position.epoch === last.epoch && position.n === last.n + 1
}

/** Tells whether what has the first Redis id was said after what has the second. */
export function isNewer(id: string, other: string): boolean {
  return compareIds(id, other) > 0
}

/** Orders Redis ids: negative where `a` comes first. */
export function compareIds(a: string, b: string): number {
  return timeOf(a) - timeOf(b) || Number(a.slice(a.indexOf("-") + 1)) - Number(b.slice(b.indexOf("-") + 1))
}
