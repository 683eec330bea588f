"use client"

import { useSyncExternalStore } from "react"

const never = () => () => {}

/**
 * Says that the page was opened at another address than the app was set up for, where no sign-in is accepted. Nothing
 * while both are the same.
 */
export function AddressNotice({
  address,
}: {
  /** The origin that the app was set up with, where it was. */
  address: string | undefined
}) {
  // The server does not know at which address the browser is.
  const here = useSyncExternalStore(
    never,
    () => window.location.href,
    () => undefined,
  )
  if (!address || !here) return null
  const { origin, pathname, search } = new URL(here)
  if (origin === address) return null
  return (
    <p
      role="alert"
      className="mt-6 rounded-md border border-refused/30 bg-refused-wash px-3.5 py-2.5 text-refused text-sm"
    >
      This page was opened at {origin}. Signing in works at the address that the app is set up with:{" "}
      <a href={`${address}${pathname}${search}`} className="font-medium underline underline-offset-4">
        {address}
      </a>
    </p>
  )
}
