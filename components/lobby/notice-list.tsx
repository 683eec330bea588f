"use client"

import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { Time } from "@/components/ui/time"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"

/** What visitors of the site were told, newest first. The newest one stands on the first page. */
export function NoticeList() {
  const channel = useChannel(channels.lobby, { history: 5 })
  return (
    <ChannelFeed
      channel={channel}
      empty={<Empty title="No notices">What every visitor is told appears here and on the first page.</Empty>}
    >
      {({ at, data }) => (
        <>
          <p className="leading-relaxed [overflow-wrap:anywhere]">
            <span className="font-medium">{data.from}:</span> {data.text}
          </p>
          <Time at={at} />
        </>
      )}
    </ChannelFeed>
  )
}
