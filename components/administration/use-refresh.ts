"use client"

import { useRouter } from "next/navigation"
import { useEffect, useRef } from "react"

/**
 * Renders the page anew every so many milliseconds while somebody can see it.
 *
 * @param occasion Another one than before renders it at once.
 */
export function useRefresh(everyMs: number, occasion?: string): void {
  const router = useRouter()
  const last = useRef(occasion)
  useEffect(() => {
    if (occasion !== undefined && occasion !== last.current) router.refresh()
    last.current = occasion
  }, [router, occasion])
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
}
