/**
 * The `http.Server` that Next made and hands to nobody: it is taken from what Node publishes about its connections.
 * The other ways, and what each of them misses: docs/decisions/29-http-server.md.
 */
import { subscribe } from "node:diagnostics_channel"
import type { Server as HttpServer } from "node:http"
import { Server } from "node:net"

/**
 * Calls `onServer` once, with the HTTP server that listens on this port, before that server handles its next
 * request. What arrived before this call has been handled without it.
 */
export function onNextServer(port: number, onServer: (server: HttpServer) => void): void {
  const seen = new WeakSet<object>()
  const consider = (server: unknown) => {
    if (!(server instanceof Server) || seen.has(server)) return
    seen.add(server)
    // The embedded Redis is an HTTP server of this process, too. An `https.Server` has all that is used of an
    // `http.Server` here.
    if (portOf(server) === port) onServer(server as HttpServer)
  }
  // Before the first byte of a connection. Node does not document `socket.server`; without it the line below remains.
  subscribe("net.server.socket", (message) => consider(fieldOf(fieldOf(message, "socket"), "server")))
  // Documented, but not published for an upgrade.
  subscribe("http.server.request.start", (message) => consider(fieldOf(message, "server")))
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
}

function portOf(server: Server): number | undefined {
  const address = server.address()
  return typeof address === "object" ? address?.port : undefined
}
