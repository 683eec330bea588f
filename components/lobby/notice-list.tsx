"use client"

import { memo } from "react"
import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { LocalTime } from "@/components/ui/local-time"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import type { WireMessage } from "@/lib/sock8/core/wire"

type Notice = WireMessage<{ readonly text: string; readonly from: string }>

/** What visitors of the site were told, newest first. The newest one stands on the first page. */
export function NoticeList({
  first,
  latest,
}: {
  /** As the server read them for this page, oldest first. */
  first: readonly Notice[] | undefined
  /** How many of the latest are read. */
  latest: number
}) {
  const channel = useChannel(channels.lobby, { history: latest })
  return (
    <ChannelFeed
      channel={channel}
      first={first}
      empty={<Empty title="No notices">What every visitor is told appears here and on the first page.</Empty>}
      Row={NoticeRow}
    />
  )
}

const NoticeRow = memo(function NoticeRow({ message: { at, data } }: { message: Notice }) {
  return (
    <>
      <p className="leading-relaxed [overflow-wrap:anywhere]">
        <span className="font-medium">{data.from}:</span> {data.text}
      </p>
      <LocalTime at={at} />
    </>
  )
})
