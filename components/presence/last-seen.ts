const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" })

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long ago somebody was there, in words that stay true for a while. Both are in milliseconds since 1970. */
export function lastSeenText(lastSeen: number, now: number): string {
  const ago = now - lastSeen
  // Clocks differ: what lies ahead of this one was a moment ago.
  if (ago < MINUTE_MS) return "last seen just now"
  if (ago < HOUR_MS) return `last seen ${Math.floor(ago / MINUTE_MS)} min ago`
  if (ago < DAY_MS) return `last seen ${Math.floor(ago / HOUR_MS)} h ago`
  return `last seen ${day.format(lastSeen)}`
}
