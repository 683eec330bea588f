import { subscribe } from "node:diagnostics_channel"
import type { Socket } from "node:net"

/**
 * Milliseconds without a byte in either direction after which a connection is ended. Streams say something every
 * 12 seconds, so only one whose reader stands still is ever so quiet. Node looks twice before it acts.
 */
export const IDLE_MS = 20_000

/**
 * Ends connections whose other side has stopped reading. A stream that was closed for being too slow still has
 * megabytes in its socket, which nobody will ever take; nothing else in the process would let go of it.
 *
 * A route handler has no way to its socket, so each is met where Node announces a request on it.
 */
export function endIdleSockets(): void {
  subscribe("http.server.request.start", (message) => {
    // For this request only: between two, Node sets the time of keep-alive. What happens then is told to the answer,
    // whose socket is reset (`sock8/server/client-sockets.ts`).
    socketOf(message)?.setTimeout(IDLE_MS)
  })
}

function socketOf(message: unknown): Socket | undefined {
  if (typeof message !== "object" || message === null || !("socket" in message)) return undefined
  // Node documents the message of this channel: `socket` is a net.Socket.
  return message.socket as Socket
}
