import type { ConnectionState } from "@/lib/sock8/client/connection-state"

/** How a state is coloured. Colour repeats what the words say and never says it alone. */
export type Tone = "granted" | "waiting" | "refused"

/** Where the connection stands, in words. */
export interface Description {
  readonly tone: Tone
  readonly words: string
  /** Whole seconds until the next try. Apart from the words, so that no screen reader counts along. */
  readonly seconds?: number
}

/** Says a connection's status in words, the same everywhere. `now` is in milliseconds since 1970. */
export function describeStatus(
  status: ConnectionState,
  { online, now }: { online: boolean; now: number },
): Description {
  if (status.state === "refused") return { tone: "refused", words: `Refused: ${status.error.message}` }
  // Without a network an open stream is silent long before it is found closed. One that delivers is a network.
  if (!online) return { tone: "waiting", words: "Offline" }
  switch (status.state) {
    case "open":
      return { tone: "granted", words: "Live" }
    case "waiting":
      return {
        tone: "waiting",
        words: reconnecting(status.attempt),
        seconds: Math.max(1, Math.ceil((status.retryAt - now) / 1000)),
      }
    // `idle` lasts from the server's rendering until the page wants its first channel.
    case "idle":
      return { tone: "waiting", words: "Connecting…" }
    case "connecting":
      return {
        tone: "waiting",
        words: status.attempt === 0 ? "Connecting…" : `${reconnecting(status.attempt)}…`,
      }
  }
}

/** Failures in a row after which it is no short pause any more. */
const SLOW_FROM = 4

function reconnecting(attempt: number): string {
  return attempt < SLOW_FROM ? "Reconnecting" : "Slow to come back"
}
