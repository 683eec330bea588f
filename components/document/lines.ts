/**
 * The lines of a shared document. Each is a register of its own: the edit that Redis put last is the line, wherever
 * and in whatever order one hears of it. So whoever has heard the same edits shows the same text.
 */
import { compareIds } from "@/lib/sock8/core/cursor"
import type { Sender } from "@/lib/sock8/core/wire"

/** One edit that was stored. */
export interface Edit {
  /** Its message's id, given by Redis: the greater one is the later one. */
  readonly id: string
  /** Which line, from 0. */
  readonly line: number
  /** All of the line. */
  readonly text: string
  readonly by: Sender | null
}

/** The latest edit of each line that one has heard of. */
export type Lines = ReadonlyMap<number, Edit>

/** The lines of a document in which nobody has written. */
export const noLines: Lines = new Map()

/** Takes edits, in any order and as often as they come. The same object where nothing is new. */
export function withEdits(lines: Lines, edits: readonly Edit[]): Lines {
  const news = edits.filter((edit) => isNewer(edit, lines.get(edit.line)))
  if (news.length === 0) return lines
  const merged = new Map(lines)
  for (const edit of news) if (isNewer(edit, merged.get(edit.line))) merged.set(edit.line, edit)
  return merged
}

function isNewer(edit: Edit, known: Edit | undefined): boolean {
  return known === undefined || compareIds(edit.id, known.id) > 0
}
