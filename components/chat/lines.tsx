import { memo } from "react"
import { type Day, dayOf, isWithin } from "@/components/ui/day"
import { useToday } from "@/components/ui/use-today"
import { ListItem, NO_ANCHOR } from "./list"

const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" })
const dayOfYear = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" })
const iso = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" })

/** Where a day begins, by the reader's clock. A heading, so that screen readers can go from day to day. */
export const DayLine = memo(function DayLine({ at }: { at: number }) {
  const date = new Date(at)
  const today = useToday()
  return (
    <ListItem quiet className={`${NO_ANCHOR} mt-6 flex items-center gap-3 text-ink-faint text-xs`}>
      <span aria-hidden="true" className="h-px grow bg-line" />
      <h2 className="font-medium">
        <time dateTime={iso.format(date)} title={dayOfYear.format(date)}>
          {nameOf(date, today)}
        </time>
      </h2>
      <span aria-hidden="true" className="h-px grow bg-line" />
    </ListItem>
  )
})

/** Between what one has read and what is new. */
export function FreshLine() {
  return (
    <ListItem quiet className={`${NO_ANCHOR} mt-5 flex items-center gap-3 text-accent text-xs`}>
      <h2 className="font-medium">New messages</h2>
      <span aria-hidden="true" className="h-px grow bg-accent" />
    </ListItem>
  )
}

function nameOf(date: Date, today: Day): string {
  const at = date.getTime()
  if (isWithin(today, at)) return "Today"
  if (isWithin(dayOf(today.start - 1), at)) return "Yesterday"
  return date.getFullYear() === new Date(today.start).getFullYear()
    ? day.format(date)
    : dayOfYear.format(date)
}
