"use client"

import { type ReactNode, useEffect, useRef } from "react"
import { pageIdentity } from "./page-identity"
import { useSignedIn } from "./use-signed-in"

/**
 * The page in place of one that was refused, for the person whom the page shows. It may have been refused to another
 * person, who signed in meanwhile: then it is not shown, and loaded again when the page's own person is back. A refresh
 * would not do: Next keeps showing the 403 page until the path changes.
 */
export function RefusedPage({ children }: { children: ReactNode }) {
  const signedIn = useSignedIn()
  const wasOther = useRef(false)
  useEffect(() => void pageIdentity.check(), [])
  useEffect(() => {
    if (signedIn.is === "shown" && wasOther.current) location.reload()
    wasOther.current = signedIn.is === "other"
  }, [signedIn])
  return signedIn.is === "other" ? null : children
}
