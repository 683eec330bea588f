/** What became of a text, so that places in it are found again after others changed it. Pure. */
import { diffArrays } from "diff"

/**
 * A part of a text, and what stands in its place now. Columns count UTF-16 code units, as the selections of browsers do.
 */
export interface TextChange {
  readonly from: number
  /** Behind the last letter that went; the same as `from` where something was only put in. */
  readonly to: number
  readonly text: string
}

/** A part of a text that is marked. Where nothing is, both are the caret. */
export interface Selection {
  readonly start: number
  readonly end: number
}

/** Letters as people see them: no caret ever stands within an emoji of several characters. */
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/**
 * Letters that come or go in a part that changed, beyond which it counts as replaced as a whole: what little it has in
 * common is chance then, and looking for it takes long.
 */
const MOST_CHANGED = 80

/** The changes that lead from one text to another, in order; unchanged letters lie between any two of them. */
export function changesBetween(before: string, after: string): readonly TextChange[] {
  const [old, now] = [lettersOf(before), lettersOf(after)]
  const shorter = Math.min(old.length, now.length)
  let head = 0
  while (head < shorter && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const column = old.slice(0, head).join("").length
  return changesWithin(old.slice(head, old.length - tail), now.slice(head, now.length - tail), column)
}

function changesWithin(old: string[], now: string[], start: number): readonly TextChange[] {
  const changes: Array<{ from: number; to: number; text: string }> = []
  let column = start
  let isOpen = false
  for (const { value, added, removed } of diffArrays(old, now, { maxEditLength: MOST_CHANGED }) ??
    replaced(old, now)) {
    const text = value.join("")
    const isKept = !added && !removed
    if (!isKept && !isOpen) changes.push({ from: column, to: column, text: "" })
    isOpen = !isKept
    if (!added) column += text.length
    const change = changes.at(-1)
    if (!change || isKept) continue
    if (added) change.text += text
    else change.to = column
  }
  return changes
}

function replaced(old: string[], now: string[]) {
  return [
    { value: old, added: false, removed: true },
    { value: now, added: true, removed: false },
  ]
}

/**
 * Where a column is after the changes: between the same letters. Within a part that was replaced it is before what
 * stands there now.
 *
 * @param side Where it stands if something was put in at that very place: before that, or behind it.
 */
export function mapColumn(changes: readonly TextChange[], column: number, side: "before" | "behind"): number {
  let shift = 0
  for (const { from, to, text } of changes) {
    if (column < from) break
    const isBehind = from === to ? side === "behind" : column === to
    if (column <= to) return from + shift + (isBehind ? text.length : 0)
    shift += from - to + text.length
  }
  return column + shift
}

/** Where a selection is after the changes. What others put in at its ends is not selected, and moves no caret. */
export function mapSelection(changes: readonly TextChange[], { start, end }: Selection): Selection {
  const newEnd = mapColumn(changes, end, "before")
  if (start === end) return { start: newEnd, end: newEnd }
  return { start: Math.min(mapColumn(changes, start, "behind"), newEnd), end: newEnd }
}

/**
 * Makes the changes that led from `base` to `mine` in what others made of `base` meanwhile. What others put into a part
 * that was taken out stays, and what both changed in the same way is changed once.
 */
export function rebase(
  base: string,
  mine: string,
  theirs: string,
  others = changesBetween(base, theirs),
): string {
  let text = ""
  let column = 0
  for (const change of changesBetween(base, mine)) {
    if (others.some((other) => isSameChange(other, change))) continue
    const { start, end } = mapSelection(others, { start: change.from, end: change.to })
    text += theirs.slice(column, Math.max(column, start)) + change.text + textWithin(others, { start, end })
    column = Math.max(column, end)
  }
  return text + theirs.slice(column)
}

/** What a person made of a text, as far as there is room for it: of what they put in the end goes, and not that of the text. */
export function fitted(before: string, after: string, most: number): string {
  let over = after.length - most
  if (over <= 0) return after
  const changes = changesBetween(before, after).toReversed()
  let text = before
  for (const { from, to, text: put } of changes) {
    const kept = lettersOf(put)
    while (over > 0 && kept.length > 0) over -= kept.pop()?.length ?? 0
    text = text.slice(0, from) + kept.join("") + text.slice(to)
  }
  return text
}

function isSameChange(one: TextChange, other: TextChange): boolean {
  return one.from === other.from && one.to === other.to && one.text === other.text
}

/** What the changes put into a part of the text that they led to. */
function textWithin(changes: readonly TextChange[], { start, end }: Selection): string {
  let shift = 0
  let within = ""
  for (const { from, to, text } of changes) {
    const column = from + shift
    if (column >= start && column + text.length <= end) within += text
    shift += from - to + text.length
  }
  return within
}

function lettersOf(text: string): string[] {
  // Of these each is a letter by itself, and the segmenter takes a thousand times as long.
  if (/^[ -~]*$/.test(text)) return text.split("")
  return Array.from(letters.segment(text), ({ segment }) => segment)
}
