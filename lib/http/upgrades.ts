/** Connections that ask to become something else: a WebSocket, HTTP/2, a tunnel. */
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import type { Gate, GateSettings } from "./gate"
import type { Refusal } from "./refuse"

/** Where `next dev` serves a WebSocket, for hot reload. It asks itself whether the origin is allowed. */
const HOT_RELOAD = "/_next/hmr"

const NO_WEBSOCKET: Refusal = { code: "INVALID_REQUEST", detail: "No WebSocket is served at this address" }

/** Why a request for a WebSocket is refused; `undefined` for any other request. */
export function refuseWebSocket({ headers }: IncomingMessage): Refusal | undefined {
  const isUpgrade = /\bupgrade\b/i.test(headers.connection ?? "")
  return isUpgrade && /\bwebsocket\b/i.test(headers.upgrade ?? "") ? NO_WEBSOCKET : undefined
}

/**
 * Takes upgrades from Next, which leaves the sockets of those that it does not serve open.
 *
 * Where nothing is served by an upgrade, nothing listens for one, and Node treats it as the ordinary request that it
 * also is: HTTP lets a server ignore what it is offered, and clients that offer HTTP/2 get their answer in HTTP/1.1.
 *
 * An app that serves a WebSocket of its own listens for "upgrade" here, counts the open ones of each address
 * (`addressBucket`) and of each person, and ends those that are idle.
 */
export function guardUpgrades(server: Server, gate: Gate, { isDevelopment }: GateSettings): void {
  const serving = server.listeners("upgrade")
  server.removeAllListeners("upgrade")
  if (isDevelopment) {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.startsWith(HOT_RELOAD)) {
        for (const serve of serving) serve.call(server, request, socket, head)
      } else gate.refuseConnection(socket, NO_WEBSOCKET)
    })
  }
}
