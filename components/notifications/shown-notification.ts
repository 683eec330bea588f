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

/** A notification as its channel told it. */
export function shownOf({
  id,
  at,
  data,
}: WireMessage<Omit<ShownNotification, "id" | "at">>): ShownNotification {
  return { id, at, ...data }
}
