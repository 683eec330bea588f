"use client"

import { useSyncExternalStore } from "react"
import { everyMinute } from "@/components/ui/ticks"

// Written by the server, too, which does not know the reader's time zone.
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" })

/** When a key ends, or that it has ended: also if it does while the page is open. */
export function Expiry({
  at,
  expired: wasExpired,
}: {
  /** Milliseconds since 1970. */
  at: number
  /** Whether it had ended when the page was made. */
  expired: boolean
}) {
  const expired = useSyncExternalStore(
    everyMinute,
    () => wasExpired || at <= Date.now(),
    () => wasExpired,
  )
  return (
    <span className={expired ? "font-medium text-refused" : ""}>
      {expired ? "Expired" : "Expires"} <time dateTime={new Date(at).toISOString()}>{day.format(at)}</time>
    </span>
  )
}
