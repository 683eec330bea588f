/** Answers that are given before Next sees a request: a problem, and then the connection ends. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { apiContentSecurityPolicy, securityHeaders } from "../security-headers"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import { NO_STORE } from "../sock8/server/problem"
import { bringsBody, giveBody, takeBody } from "./take-body"

/** Why a request is refused. */
export interface Refusal {
  readonly code: ErrorCode
  /** One more sentence, for the developer who reads the answer. */
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * What a refused client may still send, so that it reads the answer: closing a socket while bytes wait in it resets the
 * connection, and a reset discards what the other side has not read yet.
 */
const LINGER = { maxBytes: 2 * 1024 * 1024, ms: 5_000 }

/** What every answer says that Next does not give. */
const OUR_HEADERS = { ...securityHeaders, "Content-Security-Policy": apiContentSecurityPolicy }

/** Ends a connection that is only kept open for its client to read the refusal. */
const ends = new WeakMap<Duplex, () => void>()

/** Whether a request on this connection was refused: what comes after it is not answered any more. */
export function isRefused(socket: Duplex): boolean {
  return ends.has(socket)
}

/** Ends a refused connection early, because its client has closed or sends what cannot be read. */
export function endRefused(socket: Duplex): void {
  ends.get(socket)?.()
}

/** Answers a request in place of Next, discards the rest of its body within bounds, and ends the connection. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const end = () => response.end()
  ends.set(request.socket, end)
  const { status, headers, body } = answerTo(refusal)
  response.writeHead(status, headers)
  if (request.complete || !bringsBody(request)) {
    response.end(body)
    return
  }
  // All but the end: with that, Node would close the socket.
  response.flushHeaders()
  response.write(body)
  const timeout = setTimeout(end, LINGER.ms)
  response.once("close", () => clearTimeout(timeout))
  let bytes = 0
  takeBody(request, (piece) => {
    bytes += piece?.length ?? 0
    if (piece !== null) return bytes < LINGER.maxBytes
    giveBody(request, Buffer.alloc(0))
    end()
    return false
  })
}

/** Answers a request that is read whole, and keeps its connection. */
export async function giveAnswer(response: ServerResponse, answer: Response): Promise<void> {
  const body = await answer.text()
  response.writeHead(answer.status, {
    ...OUR_HEADERS,
    ...Object.fromEntries(answer.headers),
    "content-length": String(Buffer.byteLength(body)),
  })
  response.end(body)
}

/** The same for a connection that is no request to Node: an upgrade, a tunnel, or what it could not parse. */
export function refuseSocket(socket: Duplex, refusal: Refusal): void {
  if (isRefused(socket)) return
  const end = () => socket.destroy()
  ends.set(socket, end)
  // Without a listener, a client that resets the connection would end the process.
  socket.on("error", () => undefined)
  const { status, headers, body } = answerTo(refusal)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`)
  const timeout = setTimeout(end, LINGER.ms)
  socket.once("close", () => clearTimeout(timeout))
  socket.once("end", end)
  let bytes = 0
  socket.on("data", (piece: Buffer) => {
    bytes += piece.length
    if (bytes > LINGER.maxBytes) socket.pause()
  })
}

function answerTo({ code, detail, headers = {} }: Refusal) {
  const problem = new Sock8Error(code, detail === undefined ? {} : { detail }).toProblem()
  const body = JSON.stringify(problem)
  return {
    status: problem.status,
    body,
    headers: {
      ...OUR_HEADERS,
      ...NO_STORE,
      "Content-Type": "application/problem+json",
      "Content-Length": String(Buffer.byteLength(body)),
      Connection: "close",
      ...headers,
    },
  }
}
