"use client"

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useReducer } from "react"
import { toast } from "sonner"
import { channels } from "@/lib/channels.client"
import {
  hear,
  type Inbox,
  type InboxModel,
  isRead,
  learn,
  type Marks,
  mark,
  newestOf,
  startModel,
  unmark,
  unreadOf,
} from "@/lib/notifications/inbox"
import { useChannel, useConnection } from "@/lib/sock8/client/hooks"
import { fetchInbox, postMarks } from "./requests"

/** What the pages know of one's inbox, and the way to mark what was read. */
export interface InboxView {
  readonly unread: number
  readonly isRead: (id: string) => boolean
  /** Marks some; shown at once, and taken back with a toast where the server refuses. */
  readonly markRead: (...ids: string[]) => void
  /** Marks all that this browser knows of. */
  readonly markAllRead: () => void
}

const InboxContext = createContext<InboxView | undefined>(undefined)

/**
 * One's inbox, in all tabs and devices the same. Throws outside of an `<InboxProvider>`.
 *
 * @example const { unread } = useInbox()
 */
export function useInbox(): InboxView {
  const view = useContext(InboxContext)
  if (!view) throw new Error("useInbox needs an <InboxProvider> above it.")
  return view
}

type Change = (model: InboxModel) => InboxModel

/** Keeps up with one person's inbox: from the page, from both channels, and asked anew at each connection. */
export function InboxProvider({
  userId,
  initial,
  children,
}: {
  userId: string
  /** As the server counted it for this page. */
  initial: Inbox
  children: ReactNode
}) {
  const [model, apply] = useReducer(
    (before: InboxModel, change: Change) => change(before),
    initial,
    startModel,
  )
  useChannel(channels.notification.for({ userId }), {
    onMessage: ({ id }) => apply((before) => hear(before, id)),
  })
  useChannel(channels.inbox.for({ userId }), {
    onMessage: ({ data }) => apply((before) => learn(before, data)),
  })
  const { status } = useConnection()
  const connection = status.state === "open" ? status.connection : undefined
  useEffect(() => {
    if (connection === undefined) return
    const left = new AbortController()
    void fetchInbox(left.signal).then((outcome) => {
      // Refused, it stays as it was told: the next connection asks again.
      if ("value" in outcome) apply((before) => learn(before, outcome.value))
    })
    return () => left.abort()
  }, [connection])
  // A page that is rendered anew brings a newer one.
  const known = useMemo(() => learn(model, initial), [model, initial])
  const send = useCallback(
    async (marks: Marks) => {
      apply((before) => mark(before, marks))
      const outcome = await postMarks(marks, userId)
      apply((before) => unmark("value" in outcome ? learn(before, outcome.value) : before, marks))
      if ("refusal" in outcome)
        toast.error("Not marked as read", { description: `${outcome.refusal.sentence}.` })
    },
    [userId],
  )
  // The same function for as long as the page is open, or each change would render all rows.
  const markRead = useCallback((...ids: string[]) => void send({ ids }), [send])
  const view = useMemo<InboxView>(
    () => ({
      unread: unreadOf(known),
      isRead: (id) => isRead(known, id),
      markRead,
      markAllRead: () => void send({ upTo: newestOf(known) }),
    }),
    [known, send, markRead],
  )
  return <InboxContext value={view}>{children}</InboxContext>
}
