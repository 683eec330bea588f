/** Where people write, for eyes and in words. */
import type { z } from "zod"
import type { writer } from "@/lib/channels"
import type { Member } from "@/lib/sock8/core/presence"

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

/** The carets of others in one line, from its beginning. Whoever is leaving has none. */
export function caretsIn(line: number, text: string, others: readonly Member<Writer>[]): ShownCaret[] {
  return others
    .flatMap(({ id, name = id, state, connections }) => {
      const caret = connections > 0 ? state?.caret : undefined
      if (caret?.line !== line) return []
      // The text may be shorter by now than it was where they write.
      return [{ id, name, column: Math.min(caret.column, text.length) }]
    })
    .sort((a, b) => a.column - b.column || (a.id < b.id ? -1 : 1))
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
