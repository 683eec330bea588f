import type { WireMessage } from "@/lib/sock8/core/wire"

/** What a list shows of a notification. */
export interface ShownNotification {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly type: string
  readonly title: string
  readonly body: string
  readonly link: string
}

/** A notification as its channel tells it. */
export type ToldNotification = WireMessage<Omit<ShownNotification, "id" | "at">>

/** What a list shows of it. */
export function shownOf({ id, at, data }: ToldNotification): ShownNotification {
  return { id, at, ...data }
}
