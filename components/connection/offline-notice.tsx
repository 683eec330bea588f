"use client"

import { useOffline } from "next/offline"

/**
 * Says that the server cannot be reached, on any page. Next keeps the page then: a link that was followed waits, and is
 * opened when there is a connection again (`experimental.useOffline` in `next.config.ts`).
 */
export function OfflineNotice() {
  const isOffline = useOffline()
  return (
    // Where toasts appear: out of the way of the composer and of the header.
    <div
      role="status"
      aria-label="Network"
      className="pointer-events-none fixed inset-x-4 top-30 z-20 flex justify-end sm:right-5 sm:left-auto sm:top-17"
    >
      {isOffline && (
        <p className="max-w-sm rounded-lg border border-waiting/25 bg-waiting-wash px-4 py-3 text-sm">
          <span className="block font-medium text-waiting">No connection</span>
          <span className="mt-0.5 block text-ink-soft">
            This page and what you wrote in it stay. A link that you follow opens when there is a connection
            again.
          </span>
        </p>
      )}
    </div>
  )
}
