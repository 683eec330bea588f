"use client"

import { Button } from "@base-ui/react/button"
import { ChannelFeed } from "@/components/connection/channel-feed"
import { buttonStyle } from "@/components/ui/button-style"
import { channels } from "@/lib/channels.client"
import { MOST_NOTIFICATIONS } from "@/lib/notifications/inbox"
import { useChannel } from "@/lib/sock8/client/hooks"
import { useInbox } from "./inbox-provider"
import { NothingYet } from "./notification-list"
import { NotificationRow, ToldRow } from "./notification-row"
import { useOlder } from "./use-older"

/** Notifications of the first page; the server's further pages are as long. */
const PAGE = 20

/** All of one's notifications: the latest as they happen, and older ones page by page. */
export function InboxList({ userId }: { userId: string }) {
  const channel = useChannel(channels.notification.for({ userId }), {
    history: PAGE,
    keep: MOST_NOTIFICATIONS,
  })
  const oldest = channel.messages[0]?.id
  const older = useOlder(oldest, channel.messages.length >= PAGE)
  // What newer ones displaced is in the inbox no more.
  const kept = older.notifications.slice(0, MOST_NOTIFICATIONS - channel.messages.length)
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <UnreadBar />
      <ChannelFeed channel={channel} empty={<NothingYet />} Row={ToldRow} />
      {kept.length > 0 && (
        <ol aria-label="Older" className="divide-y divide-line border-line border-t">
          {kept.map((notification) => (
            <li key={notification.id} className="px-4 py-3 text-sm">
              <NotificationRow {...notification} />
            </li>
          ))}
        </ol>
      )}
      {older.isOffered && (
        <div className="border-line border-t p-3">
          <Button
            onClick={older.read}
            disabled={older.state !== "more"}
            // It stays where it is after the last page, and so does the focus.
            focusableWhenDisabled
            className={buttonStyle("secondary")}
          >
            {older.state === "end" ? "Nothing older" : "Older"}
          </Button>
          <p role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:mt-2">
            {older.refusal && `Not read: ${older.refusal}.`}
          </p>
        </div>
      )}
    </div>
  )
}

/** How many are unread, told politely when it changes, and the button for all of them. */
function UnreadBar() {
  const { unread, markAllRead } = useInbox()
  return (
    <div className="flex items-center justify-between gap-4 border-line border-b py-2 pr-2 pl-4">
      <p role="status" aria-label="Unread" className="text-sm tabular-nums">
        {unread > 0 ? `${unread} unread` : "All read"}
      </p>
      <Button
        onClick={markAllRead}
        disabled={unread === 0}
        focusableWhenDisabled
        className={buttonStyle("quiet")}
      >
        Mark all as read
      </Button>
    </div>
  )
}
