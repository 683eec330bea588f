import { type Cursor, isNewer, type Position, positionBefore } from "../core/cursor"
import type { Entry } from "./entry"
import type { Reading } from "./history"

/** What a reader is told: first perhaps that something is missing, then what there is. */
export interface Continuation {
  /** Set where messages between the cursor and this position cannot be had any more. */
  readonly gap?: Position
  readonly entries: readonly Entry[]
  readonly more: boolean
}

/**
 * Decides whether a reading continues a cursor without a hole.
 *
 * The dense number decides: trimming leaves no trace in a stream, and a cursor from the future reads as "nothing
 * new". The last trimmed message being the last one seen is no hole. Where the number fits by chance, after Redis
 * lost as many messages as were said since, the id of the message before tells.
 */
export function continueFrom(after: Cursor, reading: Reading): Continuation {
  const { head, more } = reading
  const { epoch, n } = after
  if (epoch === undefined || n === undefined) return { entries: reading.entries, more }
  const entries = epoch === head.epoch ? reading.entries : afterCut(reading)
  const [first] = entries
  const last = lastBefore(first, head)
  if (epoch === head.epoch && last.n === n && !isNewer(last.id, after.id)) return { entries, more }
  return { gap: first ? positionBefore(first.position) : endOf(reading), entries, more }
}

/**
 * The same for a channel that keeps the latest about each thing. Behind the first hole there are mostly more, and a
 * reader who is told of one reads the history, which has it all: so either nothing is missing, or all is one gap.
 */
export function continueWhole(after: Cursor, reading: Reading): Continuation {
  const missed = continueFrom(after, reading)
  const [first] = missed.entries
  const isWhole = missed.entries.every(
    ({ position }, index) => position.n === (first?.position.n ?? 0) + index,
  )
  return isWhole && !missed.gap ? missed : { gap: reading.head, entries: [], more: false }
}

/** What was said before the cut is in the history; between it and what follows, something is missing. */
function afterCut({ entries, cut }: Reading): readonly Entry[] {
  return cut === undefined ? entries : entries.filter(({ position }) => isNewer(position.id, cut))
}

/** Where to read on when a page had nothing to tell. */
function endOf({ head, entries, more, cut }: Reading): Position {
  const last = entries.at(-1)
  return more && cut !== undefined && last ? { epoch: head.epoch, n: last.position.n, id: cut } : head
}

/** The message right before the first of a reading; where it has none, the last one of the channel. */
function lastBefore(first: Entry | undefined, head: Position): Pick<Position, "id" | "n"> {
  return first ? { id: first.previous, n: first.position.n - 1 } : head
}
