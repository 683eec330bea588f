/** What one of the app's own pages reads of its person's notifications. */
import { authorize } from "../authorize"
import { channels, messageId, notification } from "../channels"
import { logUnavailable } from "../log"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { decide } from "../sock8/core/grants"
import type { WireMessage } from "../sock8/core/wire"
import { answer, problem } from "../sock8/server/problem"
import { type Inbox, isReadIn } from "./inbox"
import { readInbox } from "./inbox-store"
import type { Notification } from "./send-notification"

/** Notifications of a page, where the request does not say. */
const PAGE = 20
const LARGEST_PAGE = 100

/** How often one person may ask for either, over all tabs and devices: each of them asks once for each connection. */
export const READ_RATE = { max: 300, perSeconds: 60 }

/** One notification of a list. */
export interface ListedNotification extends Notification {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly read: boolean
}

/**
 * `GET ?before=…&limit=…`: one's own notifications, newest first, and what is unread of all of them. `next` is
 * the `before` of the page after it, or `null`.
 */
export const listNotifications = ownGet(async (personId, query) => {
  const { before, limit } = readPaging(query)
  const channel = channels.notification.for({ userId: personId })
  const { messages, next } = await realtime.history.readBefore(channel, { before, limit })
  // Read after the page: what it lists is counted, and a mark that came in between is shown.
  const inbox = await readInbox(personId)
  const notifications = messages.toReversed().flatMap((message) => listed(message, inbox))
  return { notifications, next, inbox }
})

/** `GET`: what of one's own notifications is unread. */
export const tellUnread = ownGet((personId) => readInbox(personId))

/** Makes a `GET` endpoint that answers people about themselves and nobody else. */
function ownGet(read: (personId: string, query: URLSearchParams) => Promise<object>) {
  return async (request: Request): Promise<Response> => {
    try {
      const { identity, grants } = await realtime.askRules(authorize, request, {
        counted: (id) => ({ key: `read-notifications:${id}`, rate: READ_RATE }),
      })
      const decision = decide(grants, channels.notification.for({ userId: identity }), "read")
      if (!decision.allowed) throw new Sock8Error(decision.code)
      return answer(await read(identity, new URL(request.url).searchParams))
    } catch (error) {
      logUnavailable(error)
      return problem(error)
    }
  }
}

function readPaging(query: URLSearchParams): { before: string | undefined; limit: number } {
  const before = query.get("before") ?? undefined
  if (before !== undefined && !messageId.safeParse(before).success) throw new Sock8Error("INVALID_CURSOR")
  const limit = query.get("limit") ?? String(PAGE)
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > LARGEST_PAGE) {
    throw new Sock8Error("INVALID_REQUEST", { detail: `limit is 1 to ${LARGEST_PAGE}` })
  }
  return { before, limit: Number(limit) }
}

/** One that an older version of the app wrote in another shape is left out. */
function listed({ id, at, data }: WireMessage, inbox: Inbox): ListedNotification[] {
  const parsed = notification.safeParse(data)
  return parsed.success ? [{ id, at, read: isReadIn(inbox, id), ...parsed.data }] : []
}
