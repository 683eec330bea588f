"use client"

import { useSyncExternalStore } from "react"
import { type Day, dayOf, isWithin } from "./day"
import { everyMinute } from "./ticks"

let today: Day | undefined

/** The day that it is by the reader's clock: the same object until midnight, and one timer for all that show it. */
export function useToday(): Day {
  return useSyncExternalStore(everyMinute, readToday, readToday)
}

function readToday(): Day {
  const now = Date.now()
  if (!today || !isWithin(today, now)) today = dayOf(now)
  return today
}
