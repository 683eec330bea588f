"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { Time } from "@/components/ui/time"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"

/** Everything that happened to one person, newest first, as it happens. */
export function NotificationList({ userId }: { userId: string }) {
  const channel = useChannel(channels.notification.for({ userId }), { history: 50 })
  return (
    <ChannelFeed channel={channel} empty={<NothingYet />}>
      {({ at, data }) => (
        <div className="flex items-baseline justify-between gap-4">
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <p className="font-medium">
              <Title text={data.title} link={data.link} />
            </p>
            {data.body && <p className="mt-0.5 text-ink-soft leading-relaxed">{data.body}</p>}
          </div>
          <Time at={at} />
        </div>
      )}
    </ChannelFeed>
  )
}

/** A link, unless it leads to where one already is. */
function Title({ text, link }: { text: string; link: string }) {
  if (usePathname() === link) return text
  return (
    <Link href={link} className="underline decoration-line-strong underline-offset-4 hover:decoration-ink">
      {text}
    </Link>
  )
}

function NothingYet() {
  return (
    <Empty title="Nothing has happened yet">
      Open a second, private window, sign in as somebody of your team, and let them wave at you. The wave
      appears here the moment they press the button.
    </Empty>
  )
}
