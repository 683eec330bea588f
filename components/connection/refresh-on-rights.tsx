"use client"

import { useRouter } from "next/navigation"
import { useRightsChange } from "@/lib/sock8/client/hooks"

/** Renders the pages anew when one's rights change: teams come and go in the navigation. */
export function RefreshOnRights() {
  const router = useRouter()
  useRightsChange(() => router.refresh())
  return null
}
