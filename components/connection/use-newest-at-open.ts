"use client"

import { useState } from "react"
import type { ChannelView } from "@/lib/sock8/client/channel-view"

/**
 * The number of the newest message when the channel was first seen open, and so of the last one that was
 * there before: whatever is above it arrived while somebody was looking.
 */
export function useNewestAtOpen({ messages, status }: ChannelView<unknown>): number {
  const [newest, setNewest] = useState<number>()
  if (newest === undefined && status.state === "open") setNewest(messages.at(-1)?.n ?? 0)
  return newest ?? Number.POSITIVE_INFINITY
}
