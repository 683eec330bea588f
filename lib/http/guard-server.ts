/**
 * What every request passes before Next sees it. Next copies bodies into memory, renders a page for any method and keeps
 * the sockets of upgrades. Each rule is a file of this folder. Nothing here runs on Vercel, where no server is ours.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { Gate, type GateSettings, type Handler } from "./gate"
import { onNextServer } from "./next-server"
import { guardUpgrades } from "./upgrades"

/** Milliseconds for headers, and for headers and body together. Node looks twice a minute whether they are over. */
const HEADERS_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 25_000

/** Puts the rules before Next, which listens on this port, at its next connection. Call it once per process. */
export function guardNextServer(port: number, settings: GateSettings): void {
  onNextServer(port, (server) => guardServer(server, settings))
}

/** Puts the rules before all that listens for requests of a server now. */
export function guardServer(server: Server, settings: GateSettings): void {
  server.headersTimeout = HEADERS_WITHIN_MS
  server.requestTimeout = REQUEST_WITHIN_MS
  const gate = new Gate(takeHandlers(server), settings)
  const admit = (request: IncomingMessage, response: ServerResponse, askForBody?: () => void) => {
    if (hasLeft(server, request)) request.socket.destroy()
    else gate.admit(request, response, askForBody)
  }
  server.on("request", (request, response) => admit(request, response))
  server.on("checkContinue", (request, response) => {
    admit(request, response, () => response.writeContinue())
  })
  server.on("checkExpectation", (request, response) => {
    gate.refuse(request, response, { code: "INVALID_REQUEST", detail: "Only 100-continue may be expected" })
  })
  server.on("clientError", (error, socket) => gate.refuseBroken(error, socket))
  // Without a listener Node closes the socket of a CONNECT and answers nothing.
  server.on("connect", (_request, socket) => gate.refuseConnection(socket, { code: "METHOD_UNKNOWN" }))
  guardUpgrades(server, gate, settings)
}

/**
 * Whether a client reset its connection right after its request. Nobody reads the answer, and nobody can be counted: the
 * address is forgotten with the connection. One on a Unix socket never has any.
 */
function hasLeft(server: Server, { socket }: IncomingMessage): boolean {
  return socket.remoteAddress === undefined && typeof server.address() !== "string"
}

function takeHandlers(server: Server): Handler {
  const handlers = server.listeners("request")
  server.removeAllListeners("request")
  return (request: IncomingMessage, response: ServerResponse) => {
    for (const handle of handlers) handle.call(server, request, response)
  }
}
