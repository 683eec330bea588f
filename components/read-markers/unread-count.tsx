"use client"

import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { useReadMarkers } from "./read-markers"
import { countUnread } from "./unread"

/** How many messages of a team's chat one has not read; nothing where that is none. */
export function UnreadCount({ teamId }: { teamId: string }) {
  const { messages } = useChannel(channels.team.chat.for({ teamId }), { history: 1, keep: 1 })
  const markers = useReadMarkers()
  const newest = messages.at(-1)
  const count = countUnread(newest, newest && markers.of(newest.channel))
  if (count === 0) return null
  const shown = count > 99 ? "99+" : count
  return (
    <span className="relative ml-auto">
      <span
        aria-hidden="true"
        className="rounded-full bg-accent px-1.5 py-0.5 font-medium text-on-accent text-xs tabular-nums"
      >
        {shown}
      </span>
      <span className="sr-only">, {shown} unread</span>
    </span>
  )
}
