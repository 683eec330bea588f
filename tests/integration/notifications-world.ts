/** The app over any of the back ends, with what it offers for notifications, and devices that listen. */
import { vi } from "vitest"
import { channels as refs } from "@/lib/channels.client"
import {
  hear,
  type Inbox,
  isRead,
  learn,
  NO_ID,
  newestOf,
  parseInbox,
  startModel,
  unreadOf,
} from "@/lib/notifications/inbox"
import { createRealtimeClient } from "@/lib/sock8/client/client"
import type { Tabs } from "@/lib/sock8/client/tabs/browser-tabs"
import { asFields } from "@/lib/sock8/core/wire"
import type { EmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { ORIGIN, startFreshApp } from "./fresh-app"

/** A notification of a list, as far as the tests look at it. */
export interface Item {
  readonly id: string
  readonly title: string
  readonly read: boolean
}

/** Starts the app on one Redis, as {@link startFreshApp} does. */
export async function startNotificationsApp(upstash: EmbeddedUpstash) {
  const { realtime, redis, endpoints, stream, proofOf, resetPeople } = await startFreshApp(upstash)
  const { channels } = await import("@/lib/channels")
  const { sendNotification } = await import("@/lib/notifications/send-notification")
  const { markRead } = await import("@/lib/notifications/mark-read")
  const { listNotifications, tellUnread } = await import("@/lib/notifications/list-notifications")
  const { readInbox } = await import("@/lib/notifications/inbox-store")
  const { commentOn } = await import("@/lib/posts/comment")
  const { listComments } = await import("@/lib/posts/comments")
  await resetPeople()

  /** Calls an endpoint as somebody, or as nobody. */
  async function call(
    endpoint: (request: Request) => Promise<Response>,
    as: string | null,
    { query = "", body, headers = {} }: { query?: string; body?: unknown; headers?: object } = {},
  ) {
    const auth = as === null ? {} : { authorization: `Bearer ${proofOf(as)}` }
    const json = body === undefined ? {} : { "content-type": "application/json" }
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    const response = await endpoint(
      new Request(`${ORIGIN}/api/x${query}`, { ...init, headers: { ...auth, ...json, ...headers } }),
    )
    const answered = asFields(await response.json()) ?? {}
    return { status: response.status, code: answered.code, body: answered }
  }

  const mark = (as: string | null, body: unknown, headers?: object) =>
    call(markRead, as, { body, ...(headers && { headers }) })
  const list = (as: string | null, query = "") => call(listNotifications, as, { query })

  /** All pages of a list, newest first. */
  async function listAll(person: string): Promise<Item[]> {
    const items: Item[] = []
    for (let query: string | undefined = "?limit=100"; query; ) {
      const { body } = await list(person, query)
      items.push(...(body.notifications as Item[]))
      query = body.next === null ? undefined : `?limit=100&before=${body.next}`
    }
    return items
  }

  /**
   * A tab or a device of somebody: the app's own client, and the model that its pages keep.
   *
   * @param asks whether it asks for the unread count when it connects, as the pages do.
   * @param tabs its place in a browser; without one it shares its stream with no other.
   */
  function openDevice(person: string, { asks = true, tabs }: { asks?: boolean; tabs?: Tabs } = {}) {
    const told: Inbox[] = []
    const heard: string[] = []
    const start: Inbox = { version: 0, unread: 0, newest: NO_ID, upTo: NO_ID, read: [] }
    let model = startModel(start)
    let asking: Promise<void> = Promise.resolve()
    const client = createRealtimeClient({
      ...{ endpoint: "/api/realtime", signals: () => () => {}, ...(tabs && { tabs }) },
      fetch: async (input, init) => {
        const request = new Request(new URL(String(input), ORIGIN), init)
        // In place of the session's cookie.
        if (!request.headers.has("authorization"))
          request.headers.set("authorization", `Bearer ${proofOf(person)}`)
        return request.url.endsWith("/api/realtime") ? stream(request) : endpoints(request)
      },
    })
    function take(inbox: Inbox) {
      told.push(inbox)
      model = learn(model, inbox)
      // Answers and pushes overtake each other: here the one before comes again after each.
      model = learn(model, told.at(-2) ?? inbox)
    }
    async function ask() {
      const inbox = parseInbox((await call(tellUnread, person)).body)
      if (inbox) take(inbox)
    }
    let connection = ""
    client.subscribe(() => {
      const status = client.getSnapshot()
      if (status.state !== "open" || status.connection === connection) return
      connection = status.connection
      if (asks) asking = asking.then(ask)
    })
    client.join(refs.notification.for({ userId: person }), (event) => {
      if (event.type !== "message") return
      heard.push(event.message.id)
      model = hear(model, event.message.id)
    })
    client.join(refs.inbox.for({ userId: person }), (event) => {
      if (event.type === "message") take(event.message.data)
    })
    return {
      ...{ told, heard },
      unread: () => unreadOf(model),
      version: () => model.inbox.version,
      newest: () => newestOf(model),
      isRead: (id: string) => isRead(model, id),
      connection: () => connection,
      isOpen: () => client.getSnapshot().state === "open",
      opened: async () => {
        await vi.waitFor(() => {
          if (client.getSnapshot().state !== "open") throw new Error("not open yet")
        }, 5_000)
        await asking
      },
      disconnect: () => client.close(),
      reconnect: () => client.reconnect(),
    }
  }

  return {
    ...{ realtime, redis, channels, endpoints, proofOf, call, mark, list, listAll, openDevice },
    ...{ sendNotification, readInbox, commentOn, listComments, unread: tellUnread },
  }
}

/** The app as {@link startNotificationsApp} gives it. */
export type NotificationsApp = Awaited<ReturnType<typeof startNotificationsApp>>
/** A tab or a device. */
export type Device = ReturnType<NotificationsApp["openDevice"]>
