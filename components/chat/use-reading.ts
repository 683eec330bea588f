"use client"

import { useLayoutEffect, useState, useSyncExternalStore } from "react"
import { useReadMarkers } from "@/components/read-markers/read-markers"
import { isAfter, type Place } from "@/components/read-markers/unread"
import type { ChatMessage } from "./chat-message"

/**
 * Marks what comes as read while the reader looks at it, and answers how far they had read before: that stays where it
 * was while they look, and while they scroll back to where the new messages begin. It moves on when the next message
 * comes that they do not look at.
 *
 * @param atEnd Whether the newest message is in view.
 */
export function useReading(
  channel: string,
  { messages, atEnd }: { messages: readonly ChatMessage[]; atEnd: boolean },
): Place | undefined {
  const markers = useReadMarkers()
  const newest = messages.at(-1)
  const isReading = useVisible() && atEnd && newest !== undefined
  const read = markers.of(channel)
  const [before, setBefore] = useState(read)
  const isMissed = !isReading && newest !== undefined && isAfter(newest, read)
  if (isMissed && before?.id !== read?.id) setBefore(read)
  // Before the browser paints, or the side bar would count for a moment what is in view.
  useLayoutEffect(() => {
    if (isReading) markers.mark({ channel, id: newest.id, n: newest.n })
  }, [isReading, markers, channel, newest])
  return before
}

function useVisible(): boolean {
  return useSyncExternalStore(watchVisibility, readVisibility, () => false)
}

function watchVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener)
  return () => document.removeEventListener("visibilitychange", listener)
}

const readVisibility = () => document.visibilityState === "visible"
