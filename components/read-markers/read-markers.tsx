"use client"

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react"
import { sendForm } from "@/components/connection/post-form"
import { useOnline } from "@/components/connection/use-online"
import { channels } from "@/lib/channels.client"
import { useChannel, useConnection } from "@/lib/sock8/client/hooks"
import { type Markers, noMarkers, withMarkers } from "./markers"
import { createReports, type Marker, type Told } from "./reports"
import { isAfter, type Place } from "./unread"

/** How many of the latest markers are read, and kept in view: each is taken when it comes. */
const LATEST = 16

/** How far one has read each chat, on whatever device. */
export interface ReadMarkers {
  /** How far this channel was read; `undefined` for not at all. */
  of(channel: string): Place | undefined
  /** Says that one has read up to here: at once in this tab, and soon on all devices. Never goes back. */
  mark(marker: Marker): void
}

const MarkersContext = createContext<ReadMarkers>({ of: () => undefined, mark: () => undefined })

/** The markers of the provider above. */
export function useReadMarkers(): ReadMarkers {
  return useContext(MarkersContext)
}

/** Holds the markers: those that the server knew with the page, those of other devices, and this tab's own. */
export function ReadMarkersProvider({
  personId,
  known: initial,
  children,
}: {
  personId: string
  known: readonly Marker[]
  children: ReactNode
}) {
  const [known, setKnown] = useState<Markers>(noMarkers)
  const { messages } = useChannel(channels.read.for({ userId: personId }), {
    history: LATEST,
    keep: LATEST,
    onMessage: ({ data }) => setKnown((before) => withMarkers(before, [data])),
  })
  // Mostly this tab's own, told back: then what is below is not rendered.
  const markers = withMarkers(known, [...initial, ...messages.map(({ data }) => data)])
  if (markers !== known) setKnown(markers)
  const isOnline = useOnline()
  const mayTell = useRef(isOnline)
  const [{ report, again }] = useState(() =>
    createReports(async (marker) => (mayTell.current ? tellServer(marker, personId) : { told: false })),
  )
  const { status } = useConnection()
  useEffect(() => {
    mayTell.current = isOnline
    if (isOnline && status.state === "open") again()
  }, [isOnline, status.state, again])

  const mark = useCallback(
    (marker: Marker) => {
      if (!isAfter(marker, markers.get(marker.channel))) return
      setKnown((before) => withMarkers(before, [marker]))
      report(marker)
    },
    [markers, report],
  )
  const value = useMemo(() => ({ of: (channel: string) => markers.get(channel), mark }), [markers, mark])
  return <MarkersContext value={value}>{children}</MarkersContext>
}

async function tellServer({ channel, id, n }: Marker, person: string): Promise<Told> {
  const refusal = await sendForm("/api/read", { channel, id, n }, person)
  return { told: refusal === undefined, ...(refusal?.tooSoonBy && { waitMs: refusal.tooSoonBy * 1000 }) }
}
