import type { Cursor, Position } from "../core/cursor"
import { continues, type Entry } from "./entry"

/** The last messages of one channel, in this process's memory. */
export interface Recent {
  /** Begins anew at a position: nothing is known of what was said before it. */
  begin(position: Position): void
  /** Keeps the next message. One that does not follow the last one begins anew: there is a hole before it. */
  keep(entry: Entry): void
  /** What was said after a cursor, oldest first; `undefined` where the memory does not know that cursor. */
  after(cursor: Cursor): readonly Entry[] | undefined
}

/** Characters that are kept per channel. */
const MAX_CHARACTERS = 256 * 1024

/**
 * Makes a memory. What is in it is dense: no message is missing between its first position and its last, so
 * that whoever is given what follows their cursor is given everything.
 */
export function createRecent(limits: { entries: number; characters?: number }): Recent {
  const { entries: maxEntries, characters: maxCharacters = MAX_CHARACTERS } = limits
  /** The position right before the first kept message. */
  let base: Position | undefined
  let kept: Entry[] = []
  let characters = 0

  function begin(position: Position): void {
    base = position
    kept = []
    characters = 0
  }

  function dropFirst(): void {
    const first = kept.shift()
    base = first?.position
    characters -= first?.body.length ?? 0
  }

  return {
    begin,
    keep(entry) {
      const last = kept.at(-1)?.position ?? base
      if (!last || !continues(entry, last)) {
        begin(entry.position)
        return
      }
      kept.push(entry)
      characters += entry.body.length
      while (kept.length > maxEntries || characters > maxCharacters) dropFirst()
    },
    after(cursor) {
      if (!base || cursor.n === undefined) return undefined
      const index = cursor.n - base.n
      const known = index === 0 ? base : kept[index - 1]?.position
      // The same number under another id is a message that was lost when Redis failed over.
      return known && isSame(known, cursor) ? kept.slice(index) : undefined
    },
  }
}

function isSame(position: Position, { id, epoch, n }: Cursor): boolean {
  return position.id === id && position.epoch === epoch && position.n === n
}
