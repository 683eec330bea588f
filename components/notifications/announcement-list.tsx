"use client"

import { memo } from "react"
import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { LocalTime } from "@/components/ui/local-time"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import type { WireMessage } from "@/lib/sock8/core/wire"

type Announcement = WireMessage<{ readonly text: string }>

/** What everybody of one organisation was told, newest first. */
export function AnnouncementList({
  orgId,
  first,
  latest,
}: {
  orgId: string
  /** As the server read them for this page, oldest first. */
  first: readonly Announcement[] | undefined
  /** How many of the latest are read. */
  latest: number
}) {
  const channel = useChannel(channels.org.announcements.for({ orgId }), { history: latest })
  return (
    <ChannelFeed
      channel={channel}
      first={first}
      empty={<Empty title="No announcements">What is told to the whole organisation appears here.</Empty>}
      Row={AnnouncementRow}
    />
  )
}

const AnnouncementRow = memo(function AnnouncementRow({ message: { at, data } }: { message: Announcement }) {
  return (
    <>
      <p className="leading-relaxed [overflow-wrap:anywhere]">{data.text}</p>
      <LocalTime at={at} />
    </>
  )
})
