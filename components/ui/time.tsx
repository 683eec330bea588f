"use client"

import { isWithin } from "./day"
import { useToday } from "./use-today"

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" })
/** Ends with the clock's time, such as `12:05:09`: so one call makes both what is shown and its title. */
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" })

/**
 * A moment by the reader's own clock: the time, and the day before it unless it is today. To be rendered
 * in the browser only, since a server does not know the reader's time zone.
 */
export function Time({
  at,
  seconds = false,
}: {
  /** Milliseconds since 1970. */
  at: number
  seconds?: boolean
}) {
  const isToday = isWithin(useToday(), at)
  const title = full.format(at)
  const time = title.slice(-"12:05:09".length, seconds ? undefined : -":09".length)
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={title}
      className="whitespace-nowrap text-ink-faint text-xs tabular-nums"
    >
      {isToday ? time : `${day.format(at)}, ${time}`}
    </time>
  )
}
