"use client"

import type { ReactNode } from "react"
import { useShownPerson } from "@/components/identity/shown-person"
import { endpoints } from "@/lib/endpoints"
import { RealtimeProvider } from "@/lib/sock8/client/provider"
import { RefreshOnRights } from "./refresh-on-rights"

/** The one connection that all parts of the dashboard share: it is the shown person's, or none. */
export function Realtime({ children }: { children: ReactNode }) {
  return (
    <RealtimeProvider
      endpoint={endpoints.stream}
      channelsEndpoint={endpoints.channels}
      identity={useShownPerson()?.id}
    >
      <RefreshOnRights />
      {children}
    </RealtimeProvider>
  )
}
