"use client"

import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { Time } from "@/components/ui/time"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"

/** What everybody of one organisation was told, newest first. */
export function AnnouncementList({ orgId }: { orgId: string }) {
  const channel = useChannel(channels.org.announcements.for({ orgId }), { history: 20 })
  return (
    <ChannelFeed
      channel={channel}
      empty={<Empty title="No announcements">What is told to the whole organisation appears here.</Empty>}
    >
      {({ at, data }) => (
        <>
          <p className="leading-relaxed [overflow-wrap:anywhere]">{data.text}</p>
          <Time at={at} />
        </>
      )}
    </ChannelFeed>
  )
}
