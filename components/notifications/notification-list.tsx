"use client"

import { ChannelFeed } from "@/components/connection/channel-feed"
import { Empty } from "@/components/ui/empty"
import { PageLink } from "@/components/ui/page-link"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { ToldRow } from "./notification-row"
import type { ToldNotification } from "./shown-notification"

/** What happened to one person lately, newest first, as it happens. */
export function NotificationList({
  userId,
  first,
  latest,
}: {
  userId: string
  /** As the server read them for this page, oldest first. */
  first: readonly ToldNotification[] | undefined
  /** How many of the latest are read; older ones are in the inbox. */
  latest: number
}) {
  const channel = useChannel(channels.notification.for({ userId }), { history: latest })
  return (
    <>
      <ChannelFeed channel={channel} first={first} empty={<NothingYet />} Row={ToldRow} />
      <p className="border-line border-t px-4 text-sm">
        <PageLink
          href="/dashboard/inbox"
          className="inline-flex min-h-11 items-center text-accent underline-offset-4 hover:underline"
        >
          All notifications
        </PageLink>
      </p>
    </>
  )
}

/** What stands where no notification is. */
export function NothingYet() {
  return (
    <Empty title="Nothing has happened yet">
      Open a second, private window, sign in as somebody of your team, and let them wave at you. The wave
      appears here the moment they press the button.
    </Empty>
  )
}
