"use client"

import { useEffect, useState } from "react"
import { everySecond } from "@/components/ui/ticks"

/** The time in milliseconds since 1970, renewed every second while `ticking`. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (!ticking) return
    setNow(Date.now())
    return everySecond(() => setNow(Date.now()))
  }, [ticking])
  return now
}
