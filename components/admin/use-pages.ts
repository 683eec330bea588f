"use client"

import { useState } from "react"
import type { ChannelView, OlderMessages } from "@/lib/sock8/client/channel-view"
import type { Reading } from "@/lib/sock8/client/hooks"

/** How many entries are shown at first, and how many more at a time. */
const PAGE = 50

/** The part of a log that is shown, and what is below it. */
export interface Pages<Entry> {
  readonly visible: readonly Entry[]
  readonly below: OlderMessages
  /** Whether more is shown than at first: then the way to older entries stays, also where there are none. */
  readonly isLonger: boolean
  readonly showOlder: () => void
  /** Shows as much as at first. */
  readonly showLatest: () => void
}

/**
 * Shows a log page by page, and reads its history where what is here is not enough.
 *
 * @param entries newest first, made of the channel's messages.
 * @param canRead `false` shows only what was read by then.
 */
export function usePages<Entry>(
  { messages, older, readOlder }: ChannelView<unknown> & Reading,
  entries: readonly Entry[],
  { first = PAGE, canRead = true } = {},
): Pages<Entry> {
  const [shown, setShown] = useState(first)
  const isReadable = canRead && older.state !== "none" && messages.length > 0
  return {
    visible: entries.slice(0, shown),
    below: entries.length > shown ? { state: "more" } : isReadable ? older : { state: "none" },
    isLonger: shown > first,
    showOlder() {
      setShown(shown + PAGE)
      if (isReadable && entries.length < shown + PAGE) readOlder()
    },
    showLatest: () => setShown(first),
  }
}
