"use client"

import { Check } from "lucide-react"
import { usePathname } from "next/navigation"
import { memo, useRef } from "react"
import { LocalTime } from "@/components/ui/local-time"
import { PageLink } from "@/components/ui/page-link"
import { labelOf } from "@/lib/notifications/kinds"
import { useInbox } from "./inbox-provider"
import { type ShownNotification, shownOf, type ToldNotification } from "./shown-notification"

/** One notification as its channel tells it. */
export const ToldRow = memo(function ToldRow({ message }: { message: ToldNotification }) {
  return <NotificationRow {...shownOf(message)} />
})

/** One notification. All of them look when the inbox changes; those that it does not change are not rendered again. */
export function NotificationRow(notification: ShownNotification) {
  const { isRead, markRead } = useInbox()
  return <Row {...notification} read={isRead(notification.id)} markRead={markRead} />
}

interface RowProps extends ShownNotification {
  readonly read: boolean
  readonly markRead: (id: string) => void
}

/** Whether it is unread, where it leads, and a button to mark it without going there. */
const Row = memo(function Row({ id, at, type, title, body, link, read, markRead }: RowProps) {
  const row = useRef<HTMLDivElement>(null)
  function markThis() {
    markRead(id)
    // The button goes away, and would take the focus of whoever pressed it with it.
    row.current?.focus()
  }
  return (
    <div ref={row} tabIndex={-1} className="flex items-start gap-3">
      <span
        aria-hidden="true"
        className={`mt-1.5 size-2 shrink-0 rounded-full ${read ? "bg-transparent" : "bg-accent"}`}
      />
      <div className="min-w-0 grow [overflow-wrap:anywhere]">
        <p className={read ? "" : "font-medium"}>
          {!read && <span className="sr-only">Unread: </span>}
          <Title text={title} link={link} onOpen={() => read || markRead(id)} />
        </p>
        {body && <p className="mt-0.5 text-ink-soft leading-relaxed">{body}</p>}
        <p className="mt-1 flex gap-2 text-ink-faint text-xs">
          <span>{labelOf(type)}</span> <LocalTime at={at} />
        </p>
      </div>
      {!read && (
        <button
          type="button"
          onClick={markThis}
          aria-label={`Mark as read: ${title}`}
          title="Mark as read"
          className="-my-1.5 -mr-2 inline-flex size-11 shrink-0 items-center justify-center rounded-md text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
        >
          <Check aria-hidden="true" className="size-4" />
        </button>
      )}
    </div>
  )
})

/** A link, unless it leads to where one already is. */
function Title({ text, link, onOpen }: { text: string; link: string; onOpen: () => void }) {
  if (usePathname() === link) return text
  return (
    <PageLink
      href={link}
      onClick={onOpen}
      className="underline decoration-line-strong underline-offset-4 hover:decoration-ink"
    >
      {text}
    </PageLink>
  )
}
