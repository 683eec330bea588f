"use client"

import { useMemo, useSyncExternalStore } from "react"
import type { RealtimeClient } from "@/lib/sock8/client/client"
import { useRealtimeClient } from "@/lib/sock8/client/client-context"

/** What is heard so soon after the network was lost was on its way before. */
const ON_ITS_WAY_MS = 1_000

/**
 * Whether there is a network: the browser believes so, or the stream delivers all the same. Browsers are wrong where a
 * virtual adapter is all that they see. `true` while rendered on the server.
 */
export function useOnline(): boolean {
  const client = useRealtimeClient()
  const { subscribe, isOnline } = useMemo(() => watchNetwork(client), [client])
  return useSyncExternalStore(subscribe, isOnline, () => true)
}

function watchNetwork({ heardAt, onHeard }: RealtimeClient) {
  let lostAt = 0
  const noteLoss = () => {
    lostAt = Date.now()
  }
  return {
    isOnline: () => navigator.onLine || heardAt() > lostAt + ON_ITS_WAY_MS,
    subscribe(changed: () => void) {
      const silence = onHeard(changed)
      window.addEventListener("offline", noteLoss)
      for (const event of ["online", "offline"]) window.addEventListener(event, changed)
      return () => {
        silence()
        window.removeEventListener("offline", noteLoss)
        for (const event of ["online", "offline"]) window.removeEventListener(event, changed)
      }
    },
  }
}
