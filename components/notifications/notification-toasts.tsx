"use client"

import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { showToast } from "./show-toast"

/** Shows what arrives for one person, on whichever page of the dashboard they are. */
export function NotificationToasts({ userId }: { userId: string }) {
  useChannel(channels.notification.for({ userId }), { onMessage: showToast })
  return null
}
