import { type Refusal, refusalOf } from "@/components/connection/post-form"
import { pageIdentity } from "@/components/identity/page-identity"
import type { ShownNotification } from "@/components/notifications/shown-notification"
import { type Inbox, type Marks, parseInbox } from "@/lib/notifications/inbox"
import { asFields } from "@/lib/sock8/core/wire"

/** What a request brought, or why it brought nothing. */
export type Outcome<Value> = { readonly value: Value } | { readonly refusal: Refusal }

/** Asks what of one's notifications is unread, and waits where it came too soon, until nobody wants to know any more. */
export function fetchInbox(unwanted: AbortSignal): Promise<Outcome<Inbox>> {
  return askUntilItMay("/api/notifications/unread", {}, { unwanted })
}

/** Asks to mark a person's notifications as read, and waits where it came too soon. Asking again changes nothing. */
export function postMarks(marks: Marks, person: string): Promise<Outcome<Inbox>> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(marks),
    // Opening a notification marks it, and may leave the page.
    keepalive: true,
  }
  return askUntilItMay("/api/notifications/mark-read", init, { person })
}

async function askUntilItMay(
  path: string,
  init: RequestInit,
  { unwanted, person }: { readonly unwanted?: AbortSignal; readonly person?: string },
): Promise<Outcome<Inbox>> {
  for (;;) {
    const outcome = await ask(path, init, parseInbox, person)
    const { tooSoonBy } = "refusal" in outcome ? outcome.refusal : {}
    if (tooSoonBy === undefined || unwanted?.aborted) return outcome
    await new Promise((resolve) => setTimeout(resolve, tooSoonBy * 1000))
    if (unwanted?.aborted) return outcome
  }
}

/** One page of a list. */
export interface Page {
  readonly notifications: readonly ShownNotification[]
  /** Where the next page begins; `null` after the last one. */
  readonly next: string | null
}

/** Reads the notifications before one. */
export function fetchOlder(before: string): Promise<Outcome<Page>> {
  return ask(`/api/notifications?before=${encodeURIComponent(before)}`, {}, parsePage)
}

async function ask<Value>(
  path: string,
  init: RequestInit,
  parse: (body: unknown) => Value | undefined,
  person?: string,
): Promise<Outcome<Value>> {
  try {
    const response = await pageIdentity.fetch(path, init, person)
    const body: unknown = await response.json()
    const value = response.ok ? parse(body) : undefined
    if (value !== undefined) return { value }
    return { refusal: refusalOf(response.status, body) }
  } catch {
    return { refusal: { sentence: "The server cannot be reached just now" } }
  }
}

function parsePage(body: unknown): Page | undefined {
  const { notifications, next } = asFields(body) ?? {}
  if (!Array.isArray(notifications)) return undefined
  return {
    notifications: notifications.flatMap(parseNotification),
    next: typeof next === "string" ? next : null,
  }
}

function parseNotification(value: unknown): ShownNotification[] {
  const { id, at, type, title, body, link } = asFields(value) ?? {}
  if (typeof id !== "string" || typeof at !== "number" || typeof type !== "string") return []
  if (typeof title !== "string" || typeof body !== "string" || typeof link !== "string") return []
  return [{ id, at, type, title, body, link }]
}
