import type { Marker } from "./reports"
import { isAfter } from "./unread"

/** The furthest marker of each channel. */
export type Markers = ReadonlyMap<string, Marker>

/** Nothing was read yet. */
export const noMarkers: Markers = new Map()

/** Takes markers, in any order and as often as they come. The same object where none is further than what is known. */
export function withMarkers(known: Markers, markers: readonly Marker[]): Markers {
  const isFurther = (marker: Marker, among: Markers) => isAfter(marker, among.get(marker.channel))
  const news = markers.filter((marker) => isFurther(marker, known))
  if (news.length === 0) return known
  const merged = new Map(known)
  for (const marker of news) if (isFurther(marker, merged)) merged.set(marker.channel, marker)
  return merged
}
