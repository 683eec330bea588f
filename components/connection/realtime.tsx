"use client"

import type { ReactNode } from "react"
import { RealtimeProvider } from "@/lib/sock8/client/provider"
import { RefreshOnRights } from "./refresh-on-rights"

/** The one connection that all parts of the dashboard share. */
export function Realtime({ children }: { children: ReactNode }) {
  return (
    <RealtimeProvider endpoint="/api/realtime" channelsEndpoint="/api/channels">
      <RefreshOnRights />
      {children}
    </RealtimeProvider>
  )
}
