"use client"

import type { ComponentType, ReactNode } from "react"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import type { ChannelView } from "@/lib/sock8/client/channel-view"
import type { WireMessage } from "@/lib/sock8/core/wire"
import { useNewestAtOpen } from "./use-newest-at-open"

/** A channel's messages as a list, newest first; or why there are none. */
export function ChannelFeed<Data>({
  channel,
  first,
  empty,
  Row,
}: {
  channel: ChannelView<Data>
  /** What the page knew of it: shown until the channel is open, so that nothing moves then. */
  first?: readonly WireMessage<Data>[] | undefined
  /** Shown where the channel is open and silent. */
  empty: ReactNode
  /** What one message looks like inside its `<li>`. With `memo`, or all are rendered again for each one that comes. */
  Row: ComponentType<{ readonly message: WireMessage<Data> }>
}) {
  const { messages, status, error } = channel
  const newestAtOpen = useNewestAtOpen(channel)
  const isKnown = messages.length > 0 || status.state === "open" || error
  const shown = isKnown ? messages : first
  if (shown && shown.length > 0) {
    return (
      <ol className="divide-y divide-line">
        {shown.toReversed().map((message) => (
          <li key={message.id} className={`px-4 py-3 text-sm ${message.n > newestAtOpen ? "arrive" : ""}`}>
            <Row message={message} />
          </li>
        ))}
      </ol>
    )
  }
  if (error) return <Empty title="This channel is closed">{error.message}.</Empty>
  return shown ? empty : <Skeleton lines={3} />
}
