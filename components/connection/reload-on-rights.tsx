"use client"

import { useRightsChange } from "@/lib/sock8/client/hooks"

/**
 * Loads a page anew that was forbidden, once one's rights change. Refreshing would not do: Next keeps showing
 * the 403 page until the path changes.
 */
export function ReloadOnRights() {
  useRightsChange(() => location.reload())
  return null
}
