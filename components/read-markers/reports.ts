import type { Place } from "./unread"

/** A place in a channel, and the channel. */
export interface Marker extends Place {
  readonly channel: string
}

/** Tells the server how far one has read. */
export interface Reports {
  /** Reports a marker, unless a later one of its channel comes first: one request per channel at a time. */
  report(marker: Marker): void
  /** Reports again what could not be told. */
  again(): void
}

/** What came of a report. */
export interface Told {
  readonly told: boolean
  /** It came too soon: after so many milliseconds it, or a later one, is told by itself. */
  readonly waitMs?: number
}

/** Makes the reports of one page. `post` tells the server. */
export function createReports(
  post: (marker: Marker) => Promise<Told>,
  wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Reports {
  const waiting = new Map<string, Marker>()
  const busy = new Set<string>()
  const untold = new Map<string, Marker>()

  async function send(channel: string): Promise<void> {
    busy.add(channel)
    for (let next = waiting.get(channel); next; next = waiting.get(channel)) {
      waiting.delete(channel)
      untold.delete(channel)
      const { told, waitMs } = await post(next)
      if (!told && waitMs === undefined) untold.set(channel, next)
      if (waitMs === undefined) continue
      await wait(waitMs)
      if (!waiting.has(channel)) waiting.set(channel, next)
    }
    busy.delete(channel)
  }

  function report(marker: Marker): void {
    waiting.set(marker.channel, marker)
    if (!busy.has(marker.channel)) void send(marker.channel)
  }

  return {
    report,
    again() {
      const markers = [...untold.values()]
      untold.clear()
      for (const marker of markers) if (!waiting.has(marker.channel)) report(marker)
    },
  }
}
