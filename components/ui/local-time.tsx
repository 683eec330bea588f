"use client"

import { useSyncExternalStore } from "react"
import { Time } from "./time"

/** A moment that the server knows, too, by the reader's clock: room for it until the page is in their browser. */
export function LocalTime({ at, seconds = false }: { at: number; seconds?: boolean }) {
  const isInBrowser = useSyncExternalStore(neverChanges, inBrowser, onServer)
  // Nothing that can be seen, and as high as a line.
  return isInBrowser ? <Time at={at} seconds={seconds} /> : <span className="text-xs">{"\u200b"}</span>
}

const neverChanges = () => () => undefined
const inBrowser = () => true
const onServer = () => false
