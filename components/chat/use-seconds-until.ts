"use client"

import { useSyncExternalStore } from "react"
import { everyQuarterSecond } from "@/components/ui/ticks"

/** Whole seconds until a moment, renewed until it is there; 0 from then on. */
export function useSecondsUntil(at: number): number {
  const read = () => secondsUntil(at)
  return useSyncExternalStore(read() === 0 ? neverTicks : everyQuarterSecond, read, read)
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

const neverTicks = () => () => undefined
