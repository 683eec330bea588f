"use client"

import { useEffect, useState } from "react"
import { pageIdentity } from "@/components/identity/page-identity"
import { type Findings, OfflineWatch } from "./offline-watch"
import { wantedAddress, watchLinks } from "./wanted-address"

/** Milliseconds that the server may take to answer. */
const ANSWER_MS = 5_000
/** Milliseconds until a load that led nowhere is tried again. */
export const LOAD_AGAIN_MS = 10_000

/**
 * What is known of a page that Next counts as offline. A link that stays closed though the server answers is opened in
 * full, and so is a page that Next asks for without a pause; a page that merely renews itself stays.
 */
export function useOfflineFindings(isOffline: boolean): Findings | undefined {
  const [findings, setFindings] = useState<Findings>()
  const [watch] = useState(
    () =>
      new OfflineWatch({
        ask: isAnswered,
        onFound: (found) => {
          setFindings(found)
          if (found === "storm" || (found === "stuck" && wantedAddress().isLink)) loadInFull()
        },
      }),
  )
  useEffect(watchLinks, [])
  useEffect(() => watch.note(isOffline), [watch, isOffline])
  return findings ?? (isOffline ? "lost" : undefined)
}

/** Whether anything answers at the address that the person wants to see: also a proxy that leads elsewhere. */
export async function isAnswered(): Promise<boolean> {
  try {
    await pageIdentity.fetch(wantedAddress().href, {
      ...{ method: "HEAD", cache: "no-store", redirect: "manual" },
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    return true
  } catch {
    return false
  }
}

let loadedAt = Number.NEGATIVE_INFINITY

/** Loads what the person wants to see, as the browser does without Next. A load that has begun is not begun again. */
export function loadInFull(): void {
  if (performance.now() - loadedAt < LOAD_AGAIN_MS) return
  loadedAt = performance.now()
  const { href, isLink } = wantedAddress()
  if (isLink) location.assign(href)
  else location.reload()
}
