import { useState } from "react"
import { fetchOlder, type Page } from "./requests"

/** What was read below the first page. */
interface OlderPages extends Page {
  /** The oldest of the first page then. */
  readonly below: string
}

/**
 * Reads page after page below the first one.
 *
 * @param oldest The id of the oldest notification of the first page.
 * @param mayHaveMore Whether the first page is full: else nothing is below it.
 */
export function useOlder(oldest: string | undefined, mayHaveMore: boolean) {
  const [read, setRead] = useState<OlderPages>()
  const [isReading, setReading] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  // Behind a gap, or once it is full, the first page has another end: what was read does not join it.
  const { notifications, next } = read && read.below === oldest ? read : { notifications: [], next: oldest }
  async function readMore() {
    if (isReading || !oldest || !next) return
    setReading(true)
    const outcome = await fetchOlder(next)
    setReading(false)
    setRefusal("refusal" in outcome ? outcome.refusal.sentence : undefined)
    if ("refusal" in outcome) return
    const { value } = outcome
    setRead({ below: oldest, next: value.next, notifications: [...notifications, ...value.notifications] })
  }
  const state: "more" | "reading" | "end" = isReading ? "reading" : next === null ? "end" : "more"
  return {
    ...{ notifications, refusal, state, read: readMore },
    isOffered: mayHaveMore && oldest !== undefined,
  }
}
