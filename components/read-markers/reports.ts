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

/** Makes the reports of one page. `post` answers whether the server took it. */
export function createReports(post: (marker: Marker) => Promise<boolean>): Reports {
  const waiting = new Map<string, Marker>()
  const busy = new Set<string>()
  const untold = new Map<string, Marker>()

  async function send(channel: string): Promise<void> {
    busy.add(channel)
    for (let next = waiting.get(channel); next; next = waiting.get(channel)) {
      waiting.delete(channel)
      untold.delete(channel)
      if (!(await post(next))) untold.set(channel, next)
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
