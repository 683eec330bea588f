"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

/** Renders the page anew every so many milliseconds, while somebody can see it. */
export function useRefresh(everyMs: number): void {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
}
