"use client"

import { Bell as BellIcon } from "lucide-react"
import { buttonStyle } from "@/components/ui/button-style"
import { PageLink } from "@/components/ui/page-link"
import { useInbox } from "./inbox-provider"

/** Leads to the inbox, and says how much in it is unread. */
export function Bell() {
  const { unread } = useInbox()
  return (
    <PageLink
      href="/dashboard/inbox"
      aria-label={unread > 0 ? `Notifications, ${unread} unread` : "Notifications"}
      className={`${buttonStyle("quiet")} relative px-3`}
    >
      <BellIcon aria-hidden="true" className="size-4.5" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-1 right-1 min-w-5 rounded-full bg-accent px-1 text-center font-medium text-on-accent text-xs leading-5 tabular-nums"
        >
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </PageLink>
  )
}
