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
 * Renders the page again. Waits while it is not known who is signed in, and does nothing where it is another person: the
 * server would render it for them, and where it is closed to them a refusal would take the place of what the page's person
 * sees.
 */
export function useRefreshOfShown(): () => void {
  const router = useRouter()
  return useCallback(() => void pageIdentity.ifShown(() => router.refresh()), [router])
}
