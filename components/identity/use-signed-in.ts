"use client"

import { useRouter } from "next/navigation"
import { useCallback, useSyncExternalStore } from "react"
import { pageIdentity, type SignedIn } from "./page-identity"

const asShown: SignedIn = { is: "shown" }

/** Who is signed in, compared with the person whom the page shows. */
export function useSignedIn(): SignedIn {
  const { subscribe, getSnapshot } = pageIdentity.signedIn
  return useSyncExternalStore(subscribe, getSnapshot, () => asShown)
}

/**
 * Renders the page again. Does nothing while another person is signed in: the server would render it for them, and where
 * it is closed to them a refusal would take the place of what the page's person sees.
 */
export function useRefreshOfShown(): () => void {
  const router = useRouter()
  return useCallback(() => {
    if (pageIdentity.signedIn.getSnapshot().is === "shown") router.refresh()
  }, [router])
}
