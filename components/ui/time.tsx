const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" })
const clockWithSeconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" })
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" })
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
  const date = new Date(at)
  const time = (seconds ? clockWithSeconds : clock).format(date)
  return (
    <time
      dateTime={date.toISOString()}
      title={full.format(date)}
      className="whitespace-nowrap text-ink-faint text-xs tabular-nums"
    >
      {isToday(date) ? time : `${day.format(date)}, ${time}`}
    </time>
  )
}

function isToday(date: Date): boolean {
  return date.toDateString() === new Date().toDateString()
}
