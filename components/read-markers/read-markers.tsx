"use client"

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react"
import { sendForm } from "@/components/connection/post-form"
import { useOnline } from "@/components/connection/use-online"
import { channels } from "@/lib/channels.client"
import { useChannel, useConnection } from "@/lib/sock8/client/hooks"
import { createReports, type Marker, type Told } from "./reports"
import { isAfter, type Place } from "./unread"

/** How far one has read each chat, on whatever device. */
export interface ReadMarkers {
  /** How far this channel was read; `undefined` for not at all. */
  of(channel: string): Place | undefined
  /** Says that one has read up to here: at once in this tab, and soon on all devices. Never goes back. */
  mark(marker: Marker): void
}

const Markers = createContext<ReadMarkers>({ of: () => undefined, mark: () => undefined })

/** The markers of the provider above. */
export function useReadMarkers(): ReadMarkers {
  return useContext(Markers)
}

/** Holds the markers: those that the server knew with the page, those of other devices, and this tab's own. */
export function ReadMarkersProvider({
  personId,
  known,
  children,
}: {
  personId: string
  known: readonly Marker[]
  children: ReactNode
}) {
  const { messages } = useChannel(channels.read.for({ userId: personId }), { history: 16 })
  const [own, setOwn] = useState<ReadonlyMap<string, Marker>>(new Map())
  const [{ report, again }] = useState(() => createReports(tellServer))
  const { status } = useConnection()
  const isOnline = useOnline()
  useEffect(() => {
    if (isOnline && status.state === "open") again()
  }, [isOnline, status.state, again])

  const markers = useMemo(
    () => furthestOfEach([...known, ...messages.map(({ data }) => data), ...own.values()]),
    [known, messages, own],
  )
  const mark = useCallback(
    (marker: Marker) => {
      if (!isAfter(marker, markers.get(marker.channel))) return
      setOwn((before) => new Map(before).set(marker.channel, marker))
      report(marker)
    },
    [markers, report],
  )
  const value = useMemo(() => ({ of: (channel: string) => markers.get(channel), mark }), [markers, mark])
  return <Markers value={value}>{children}</Markers>
}

function furthestOfEach(all: readonly Marker[]): ReadonlyMap<string, Marker> {
  const markers = new Map<string, Marker>()
  for (const marker of all) {
    if (isAfter(marker, markers.get(marker.channel))) markers.set(marker.channel, marker)
  }
  return markers
}

async function tellServer({ channel, id, n }: Marker): Promise<Told> {
  if (!navigator.onLine) return { told: false }
  const refusal = await sendForm("/api/read", { channel, id, n })
  return { told: refusal === undefined, ...(refusal?.tooSoonBy && { waitMs: refusal.tooSoonBy * 1000 }) }
}
