/**
 * What of one person's notifications is unread, and how a browser keeps up with it. Pure, and the same in the
 * browser and in tests: the server counts in `inbox-store.ts`.
 *
 * A count is never added up from pushes alone, which may be lost or overtake each other. The server tells whole
 * inboxes with a version, and beside the newest one a browser needs only what it has heard since.
 */
import { compareIds } from "../sock8/core/cursor"
import { asFields } from "../sock8/core/wire"

/** How many of a person's latest notifications are kept. */
export const MOST_NOTIFICATIONS = 200

/** How many of them may come from one sender in an hour, person or key: a fifth, so that nobody turns an inbox over. */
export const NOTIFICATIONS_PER_SENDER = { max: MOST_NOTIFICATIONS / 5, perSeconds: 3600 }

/** Before every notification. */
export const NO_ID = "0-0"

/** One person's inbox as the server counted it. */
export interface Inbox {
  /** Grows with each change. */
  readonly version: number
  readonly unread: number
  /** The newest notification that is counted; {@link NO_ID} before the first. */
  readonly newest: string
  /** Everything up to this one is read. */
  readonly upTo: string
  /** What is read after it. */
  readonly read: readonly string[]
}

/** An inbox of which nothing is known. */
export const NO_INBOX: Inbox = { version: 0, unread: 0, newest: NO_ID, upTo: NO_ID, read: [] }

/** What is to be marked as read: some, or all up to the newest one that was seen. */
export type Marks = { readonly ids: readonly string[] } | { readonly upTo: string }

/** What a browser knows. */
export interface InboxModel {
  /** The newest that it was told. */
  readonly inbox: Inbox
  /** Ids of notifications that came after those which the inbox counts, or after those that are being marked. */
  readonly heard: readonly string[]
  /** What its person marked, and the server has not answered yet. */
  readonly marks: readonly Marks[]
}

/** A browser that was told one inbox. */
export function startModel(inbox: Inbox): InboxModel {
  return { inbox, heard: [], marks: [] }
}

/** Takes an inbox from the server, unless a newer one is known: pushes and answers overtake each other. */
export function learn(model: InboxModel, inbox: Inbox): InboxModel {
  return inbox.version <= model.inbox.version ? model : forget({ ...model, inbox })
}

/** Takes a notification that arrived: it counts at once, and only until the server counts it. */
export function hear(model: InboxModel, id: string): InboxModel {
  return model.heard.includes(id) ? model : forget({ ...model, heard: [...model.heard, id] })
}

/** Shows as read what the server is being asked to mark. */
export function mark(model: InboxModel, marks: Marks): InboxModel {
  return { ...model, marks: [...model.marks, marks] }
}

/** Takes that back: the server has answered, and what it did is in the inbox that it told. */
export function unmark(model: InboxModel, marks: Marks): InboxModel {
  return forget({ ...model, marks: model.marks.filter((other) => other !== marks) })
}

/** Drops what was heard and is in the inbox's count. While all up to one are being marked, those after it are kept. */
function forget(model: InboxModel): InboxModel {
  const { inbox, marks, heard } = model
  const from = [inbox.newest, ...marks.flatMap((one) => ("upTo" in one ? one.upTo : []))]
  return { ...model, heard: heard.filter((id) => from.some((other) => isAfter(id, other))) }
}

/** Whether a notification is read, or is just being marked. */
export function isRead({ inbox, marks }: InboxModel, id: string): boolean {
  return isReadIn(inbox, id) || marks.some((one) => isMarkedBy(one, id))
}

/** Whether the server counts a notification as read. */
export function isReadIn({ upTo, read }: Inbox, id: string): boolean {
  return !isAfter(id, upTo) || read.includes(id)
}

/** How many are unread, by what is known and what is just being marked. */
export function unreadOf(model: InboxModel): number {
  const { inbox, heard } = model
  const since = heard.filter((id) => isAfter(id, inbox.newest) && !isRead(model, id)).length
  return Math.min(MOST_NOTIFICATIONS, countedUnread(model) + since)
}

/** The newest notification that this browser knows of. */
export function newestOf({ inbox, heard }: InboxModel): string {
  return heard.reduce((newest, id) => (isAfter(id, newest) ? id : newest), inbox.newest)
}

/**
 * How many of those that the inbox counts are unread. It has one number for all of them, so that it cannot tell how
 * many are left where all up to one are being marked: those which this browser knows to be after it.
 */
function countedUnread(model: InboxModel): number {
  const { inbox, heard, marks } = model
  const isMarkingAll = marks.some((one) => "upTo" in one && isAfter(one.upTo, inbox.upTo))
  if (isMarkingAll) {
    const counted = new Set([inbox.newest, ...heard.filter((id) => !isAfter(id, inbox.newest))])
    return [...counted].filter((id) => !isRead(model, id)).length
  }
  const marked = new Set(marks.flatMap((one) => ("ids" in one ? one.ids : [])))
  const fresh = [...marked].filter((id) => !isReadIn(inbox, id) && !isAfter(id, inbox.newest))
  return Math.max(0, inbox.unread - fresh.length)
}

function isMarkedBy(marks: Marks, id: string): boolean {
  return "ids" in marks ? marks.ids.includes(id) : !isAfter(id, marks.upTo)
}

function isAfter(id: string, other: string): boolean {
  return compareIds(id, other) > 0
}

/** Reads an inbox out of an answer. `undefined` where it is none. */
export function parseInbox(value: unknown): Inbox | undefined {
  const { version, unread, newest, upTo, read } = asFields(value) ?? {}
  if (typeof version !== "number" || typeof unread !== "number" || !Array.isArray(read)) return undefined
  if (typeof newest !== "string" || typeof upTo !== "string") return undefined
  return { version, unread, newest, upTo, read: read.filter((id) => typeof id === "string") }
}
