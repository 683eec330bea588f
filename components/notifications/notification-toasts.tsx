"use client"

import { toast } from "sonner"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"

/** Shows what arrives for one person, on whichever page of the dashboard they are. */
export function NotificationToasts({ userId }: { userId: string }) {
  useChannel(channels.notification.for({ userId }), {
    onMessage: ({ id, data }) => toast(data.title, { id, description: data.body }),
  })
  return null
}
