"use client"

import { useEffect } from "react"
import { useConnection, useRightsChange } from "@/lib/sock8/client/hooks"

/**
 * Loads a page again that was forbidden, once one's rights change. Refreshing would not do: Next keeps showing
 * the 403 page until the path changes.
 */
export function ReloadOnRights({
  isRefused,
}: {
  /** Whether the page was refused as the connection is: then an open connection is the change. */
  isRefused: boolean
}) {
  useRightsChange(() => location.reload())
  const { status } = useConnection()
  const isOver = isRefused && status.state === "open"
  useEffect(() => {
    if (isOver) location.reload()
  }, [isOver])
  return null
}
