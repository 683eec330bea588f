"use client"

import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { useRightsChange } from "@/lib/sock8/client/hooks"

/** Renders the pages anew when one's rights change: teams come and go in the navigation. */
export function RefreshOnRights() {
  const refresh = useRefreshOfShown()
  useRightsChange(() => refresh())
  return null
}
