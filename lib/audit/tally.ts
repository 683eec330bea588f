/**
 * Decides which attempts have an entry of their own and which are only counted, so that no author fills a log: each
 * has a few entries in a window, and one for all else. Memory does not grow with the number of attempts.
 */
import type { AuditEntry } from "./attempt-entry"
import { addTo, beginSummary, type Summary, summaryEntry } from "./summary"

/** What a log has room for in one window. */
export interface Allowance {
  /** Entries of its own that each author has. */
  readonly singles: number
  /** Authors that are told apart; the others are counted together. */
  readonly authors: number
}

/** The attempts of one window. */
export interface Tally {
  /** Whether the next attempt of this author may have an entry of its own; takes one of theirs if so. */
  take(author: string): boolean
  /** Counts an attempt that has none. */
  count(author: string, entry: AuditEntry): void
  /** Ends the window: one entry for what was counted of each author, allowed and refused apart. */
  close(): AuditEntry[]
}

interface Author {
  singles: number
  readonly counted: Map<boolean, Summary>
}

/** Makes a tally. Its window begins with the first attempt and lasts until `close`. */
export function createTally({ singles, authors: most }: Allowance): Tally {
  const authors = new Map<string, Author>()
  let others = new Map<boolean, Summary>()

  function seat(author: string): Author | undefined {
    const found = authors.get(author)
    if (found || authors.size >= most) return found
    const made: Author = { singles: 0, counted: new Map() }
    authors.set(author, made)
    return made
  }

  return {
    take(author) {
      const found = seat(author)
      if (!found || found.singles >= singles) return false
      found.singles += 1
      return true
    },
    count(author, entry) {
      const counted = seat(author)?.counted ?? others
      const summary = counted.get(entry.allowed) ?? beginSummary(entry)
      counted.set(entry.allowed, summary)
      addTo(summary, entry)
    },
    close() {
      const told = [...authors.values()].flatMap(({ counted }) =>
        [...counted.values()].map((summary) => summaryEntry(summary, { others: false })),
      )
      const beyond = [...others.values()].map((summary) => summaryEntry(summary, { others: true }))
      authors.clear()
      others = new Map()
      return [...told, ...beyond]
    },
  }
}
