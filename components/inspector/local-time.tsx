"use client"

import { useSyncExternalStore } from "react"
import { Time } from "@/components/ui/time"

/** A moment that a server component knows, by the reader's clock: empty until the page is in their browser. */
export function LocalTime({ at, seconds = false }: { at: number; seconds?: boolean }) {
  const isInBrowser = useSyncExternalStore(neverChanges, inBrowser, onServer)
  return isInBrowser ? <Time at={at} seconds={seconds} /> : null
}

const neverChanges = () => () => undefined
const inBrowser = () => true
const onServer = () => false
