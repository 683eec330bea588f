"use client"

import { useLayoutEffect, useState, useSyncExternalStore } from "react"
import { useReadMarkers } from "@/components/read-markers/read-markers"
import type { Place } from "@/components/read-markers/unread"
import type { ChatMessage } from "./chat-message"
import { firstFresh } from "./placement"

/**
 * Marks what comes as read while the reader looks at it, and answers how far they had read before: where the new
 * messages begin. That stays where it was while they look, and while they scroll back to it. It moves on when another
 * person says something while they do not look, and when they read elsewhere.
 *
 * @param personId Who reads: nobody misses what they said themselves.
 * @param atEnd Whether the newest message is in view.
 */
export function useReading(
  channel: string,
  { messages, personId, atEnd }: { messages: readonly ChatMessage[]; personId: string; atEnd: boolean },
): Place | undefined {
  const markers = useReadMarkers()
  const newest = messages.at(-1)
  const isReading = useVisible() && atEnd && newest !== undefined
  const read = markers.of(channel)
  const [{ before, known }, setKept] = useState({ before: read, known: read })
  const isReadElsewhere = !isReading && known?.id !== read?.id
  const isMissed = !isReading && read !== undefined && firstFresh(messages, { personId, read }) !== undefined
  const begins = isReadElsewhere || isMissed ? read : before
  if (begins?.id !== before?.id || known?.id !== read?.id) setKept({ before: begins, known: read })
  // Before the browser paints, or the side bar would count for a moment what is in view.
  useLayoutEffect(() => {
    if (isReading) markers.mark({ channel, id: newest.id, n: newest.n })
  }, [isReading, markers, channel, newest])
  return begins
}

function useVisible(): boolean {
  return useSyncExternalStore(watchVisibility, readVisibility, () => false)
}

function watchVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener)
  return () => document.removeEventListener("visibilitychange", listener)
}

const readVisibility = () => document.visibilityState === "visible"
