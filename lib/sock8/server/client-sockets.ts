/**
 * What lies in the kernel for a client that does not read. A socket that is closed in order keeps what was not sent,
 * megabytes, until the kernel gives up, minutes after the process has forgotten it; one that is reset drops it at once.
 *
 * A route handler has no way to its socket. So each request is met where Node announces it, and gets the number of its
 * answer in a header, which replaces whatever a client sent there.
 */
import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { EndReason } from "./attempt"

/** One answer on its way. */
interface Answer {
  readonly response: ServerResponse
  readonly socket: Socket
}

const SOCKET_HEADER = "x-sock8-socket"
/** By number, while it is on its way. Shared by the module graphs of a process. */
const shared: { sock8Answers?: Map<string, Answer> } = globalThis as object

/** Milliseconds that a client has to take what is left of a stream that ended in order. */
const LINGER_MS = 5_000

/** From now on sockets can be reset. Call it before the first request; without it, they are closed in order. */
export function trackSockets(): void {
  if (shared.sock8Answers) return
  const answers = new Map<string, Answer>()
  /** The numbers of the answers that a socket waits for. */
  const waiting = new WeakMap<Socket, Set<string>>()
  let count = 0
  // Published by `node:http` before the server sees the request.
  subscribe("http.server.request.start", (event) => {
    const { request, ...answer } = event as Answer & { readonly request: IncomingMessage }
    const { response, socket } = answer
    count += 1
    const number = String(count)
    request.headers[SOCKET_HEADER] = number
    answers.set(number, answer)
    const numbers = waiting.get(socket) ?? watch(socket, answers)
    waiting.set(socket, numbers.add(number))
    response.once("timeout", () => socket.resetAndDestroy())
    response.once("close", () => {
      answers.delete(number)
      numbers.delete(number)
    })
  })
  process.once("exit", () => {
    for (const answer of answers.values()) resetUnsent(answer)
  })
  shared.sock8Answers = answers
}

function watch(socket: Socket, answers: Map<string, Answer>): Set<string> {
  const numbers = new Set<string>()
  // A client that will say no more can still read, and mostly does.
  socket.once("end", () => numbers.forEach(resetUnlessSent))
  // An answer that waits behind another one is not told that its socket has closed.
  socket.once("close", () => {
    for (const number of numbers) answers.delete(number)
  })
  return numbers
}

/** Lets go of the socket of a stream that has ended: at once where its client is too slow, else after a while. */
export function letGoOfSocket(request: Request, reason: EndReason): void {
  const number = request.headers.get(SOCKET_HEADER) ?? ""
  if (reason === "too slow") shared.sock8Answers?.get(number)?.socket.resetAndDestroy()
  else resetUnlessSent(number)
}

function resetUnlessSent(number: string): void {
  const answer = shared.sock8Answers?.get(number)
  if (answer) setTimeout(resetUnsent, LINGER_MS, answer).unref()
}

/** An answer that was handed to the kernel in whole may still be read from there. */
function resetUnsent({ response, socket }: Answer): void {
  if (!response.writableFinished) socket.resetAndDestroy()
}
