/** Where people write, for eyes and in words. */
import type { z } from "zod"
import type { writer } from "@/lib/channels"
import type { Member } from "@/lib/sock8/core/presence"
import type { Texts } from "./lines"
import { changesBetween, mapColumn } from "./text-changes"

/** What a writer shows of themselves. */
export type Writer = z.infer<typeof writer>

/** Where somebody writes: a line and a column, from 0. */
export type Caret = NonNullable<Writer["caret"]>

/** Somebody's caret in one line. */
export interface ShownCaret {
  readonly id: string
  readonly name: string
  /** At most the length of the text. */
  readonly column: number
}

/** A line, as one of those who write in it sees it. */
export interface SeenLine {
  readonly line: number
  readonly text: string
  /** What lines said after earlier edits: what those who write may still see. */
  readonly texts: Texts
}

/** The carets of others in one line, from its beginning, between the letters where they are. None for who is leaving. */
export function caretsIn({ line, text, texts }: SeenLine, others: readonly Member<Writer>[]): ShownCaret[] {
  return others
    .flatMap(({ id, name = id, state, connections }) => {
      const caret = connections > 0 ? state?.caret : undefined
      if (caret?.line !== line) return []
      const seen = texts.get(state?.after ?? "") ?? text
      // Where what they see is not known here, it may be longer.
      const column = Math.min(caret.column, seen.length)
      return [{ id, name, column: mapColumn(changesBetween(seen, text), column, "before") }]
    })
    .sort((a, b) => a.column - b.column || (a.id < b.id ? -1 : 1))
}

/** The same carets in what became of the text. */
export function followCarets(
  carets: readonly ShownCaret[],
  before: string,
  after: string,
): readonly ShownCaret[] {
  const changes = changesBetween(before, after)
  return carets.map((caret) => ({ ...caret, column: mapColumn(changes, caret.column, "before") }))
}

/** Tells whether two lists of carets look the same. */
export function isSameCarets(some: readonly ShownCaret[], others: readonly ShownCaret[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, name, column }, index) => {
      const other = others[index]
      return id === other?.id && name === other.name && column === other.column
    })
  )
}

/** A text cut where carets stand: each piece with the caret that follows it, and the rest without. */
export function cutAt(text: string, carets: readonly ShownCaret[]) {
  const pieces = carets.map((caret, index) => ({
    text: text.slice(carets[index - 1]?.column ?? 0, caret.column),
    caret,
  }))
  return { pieces, rest: text.slice(carets.at(-1)?.column ?? 0) }
}

/** Where somebody is, in words. */
export function whereInWords(member: Pick<Member<Writer>, "state" | "connections">): string {
  if (member.connections === 0) return "leaving"
  const caret = member.state?.caret
  return caret ? `at line ${caret.line + 1}` : "reading"
}
