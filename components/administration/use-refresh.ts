"use client"

import { useOffline } from "next/offline"
import { useEffect, useEffectEvent, useRef } from "react"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"

/**
 * Renders the page anew every so many milliseconds while it can be seen and the server can be reached: what is asked
 * without a connection is asked again once there is one, and many such questions would be asked at the same moment.
 *
 * @param occasion Another one than before renders it at once.
 */
export function useRefresh(everyMs: number, occasion?: string): void {
  const refreshPage = useRefreshOfShown()
  const isOffline = useOffline()
  const refresh = useEffectEvent(() => {
    if (document.visibilityState === "visible" && !isOffline) refreshPage()
  })
  const last = useRef(occasion)
  useEffect(() => {
    if (occasion !== undefined && occasion !== last.current) refreshPage()
    last.current = occasion
  }, [refreshPage, occasion])
  useEffect(() => {
    const timer = setInterval(() => refresh(), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
