const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" })
const dayOfYear = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" })
const iso = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" })

/** Where a day begins, by the reader's clock. A heading, so that screen readers can go from day to day. */
export function DayLine({ at }: { at: number }) {
  const date = new Date(at)
  return (
    <li aria-live="off" className="mt-6 flex items-center gap-3 text-ink-faint text-xs">
      <span aria-hidden="true" className="h-px grow bg-line" />
      <h2 className="font-medium">
        <time dateTime={iso.format(date)} title={dayOfYear.format(date)}>
          {nameOf(date)}
        </time>
      </h2>
      <span aria-hidden="true" className="h-px grow bg-line" />
    </li>
  )
}

/** Between what one has read and what is new. */
export function FreshLine() {
  return (
    <li aria-live="off" className="mt-5 flex items-center gap-3 text-accent text-xs">
      <h2 className="font-medium">New messages</h2>
      <span aria-hidden="true" className="h-px grow bg-accent" />
    </li>
  )
}

function nameOf(date: Date): string {
  const today = new Date()
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (date.toDateString() === today.toDateString()) return "Today"
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday"
  return date.getFullYear() === today.getFullYear() ? day.format(date) : dayOfYear.format(date)
}
