import { formatCursor } from "../../core/cursor"
import type { StreamEvent } from "../../core/wire"
import type { Ask } from "./ask"
import type { Upstream } from "./upstream"

/** One event for those to whom it is news. */
export interface News {
  readonly asks: readonly Ask[]
  readonly event: StreamEvent
}

/** What an event of the shared stream is for each ask of the tabs. `leader` is the tab that opened the stream. */
export function newsFor(
  asks: readonly Ask[],
  upstream: Upstream,
  event: StreamEvent,
  leader: string,
): readonly News[] {
  switch (event.type) {
    case "message":
      return sortMessage(asks, event)
    case "gap": {
      const before = upstream.at(event.channel)
      // After an `open` that did not recover a channel comes its gap: the `open` has told it.
      if (before && formatCursor(before) === event.cursor) return []
      return [{ asks: asks.filter((ask) => ask.gap(event, before)), event }]
    }
    case "renew":
      // Only the tab that opened the stream can renew it.
      return [{ asks: asks.filter(({ tab }) => tab === leader), event }]
    default: {
      const open = asks.filter(({ isOpen }) => isOpen)
      const channel = "channel" in event ? event.channel : undefined
      return [
        { asks: channel === undefined ? open : open.filter((ask) => ask.positions.has(channel)), event },
      ]
    }
  }
}

/** A message is said once for all, but where one of them lacks the end of the channel. */
function sortMessage(asks: readonly Ask[], event: Extract<StreamEvent, { type: "message" }>): News[] {
  const all: Ask[] = []
  const others: News[] = []
  for (const ask of asks) {
    const events = ask.message(event)
    if (events.length === 1) all.push(ask)
    else others.push(...events.map((one) => ({ asks: [ask], event: one })))
  }
  return [{ asks: all, event }, ...others]
}
