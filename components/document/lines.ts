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

/** What lines said after each of the latest edits, by its id: also what is replaced by now. */
export type Texts = ReadonlyMap<string, string>

/** Texts before anything is known. */
export const noTexts: Texts = new Map()

/** Edits whose texts are kept. Somebody who has not heard of so many shows where they write anew when they do. */
const KEPT_TEXTS = 100

/** Adds the texts of edits. The same object where nothing is new. */
export function withTexts(texts: Texts, edits: readonly Edit[]): Texts {
  const news = edits.filter(({ id }) => !texts.has(id))
  if (news.length === 0) return texts
  const all = [...texts, ...news.map(({ id, text }): [string, string] => [id, text])]
  return new Map(all.slice(-KEPT_TEXTS))
}

function isNewer(edit: Edit, known: Edit | undefined): boolean {
  return known === undefined || compareIds(edit.id, known.id) > 0
}
