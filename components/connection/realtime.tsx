"use client"

import type { ReactNode } from "react"
import { RealtimeProvider } from "@/lib/sock8/client/provider"
import { RefreshOnRights } from "./refresh-on-rights"

/** The one connection that all parts of the dashboard share, for the person whom the page shows and for no other. */
export function Realtime({ identity, children }: { identity?: string; children: ReactNode }) {
  const known = identity === undefined ? {} : { identity }
  return (
    <RealtimeProvider endpoint="/api/realtime" channelsEndpoint="/api/channels" {...known}>
      <RefreshOnRights />
      {children}
    </RealtimeProvider>
  )
}
