"use client"

import { createContext, useContext } from "react"
import type { RealtimeClient } from "./client"

/** Carries the client from the provider to the hooks. */
export const ClientContext = createContext<RealtimeClient | undefined>(undefined)

/**
 * The client of the provider above, for what no hook does.
 *
 * @throws Error outside of a `<RealtimeProvider>`.
 */
export function useRealtimeClient(): RealtimeClient {
  const client = useContext(ClientContext)
  if (!client) throw new Error("Realtime hooks need a <RealtimeProvider> above them.")
  return client
}
