import type { IncomingMessage, ServerResponse } from "node:http"
import { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { maxBodyBytes } from "./body-limits"
import { refuseMany } from "./counts"
import { mendHeaders } from "./mend-headers"
import { refuseMethod } from "./methods"
import { OneAtATime } from "./one-at-a-time"
import { parseAddress } from "./paths"
import { receiveBody } from "./receive-body"
import { endRefused, giveAnswer, isRefused, type Refusal, refuseRequest, refuseSocket } from "./refuse"
import { refuseRouterState } from "./router-state"
import { demandHttps } from "./strict-transport"
import { bringsBody } from "./take-body"
import { refusalOfClientError } from "./unreadable"
import { refuseWebSocket } from "./upgrades"

/** What answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** What the rules depend on. */
export interface GateSettings {
  /** Whether this is `next dev`, whose tools ask for more than pages do. */
  readonly isDevelopment: boolean
  /** What every answer says, Next's and those of the rules. */
  readonly headers: Readonly<Record<string, string>>
  /** The app's own answer to what it need not ask its handler for. `undefined`, at once or later, asks the handler. */
  readonly answerEarly?: (request: IncomingMessage) => Promise<Response | undefined> | undefined
}

/** Milliseconds that a body may take to arrive. */
const BODY_WITHIN_MS = 10_000

/** Requests that a connection may send before the first of them is answered. Browsers and proxies send one. */
const MOST_UNANSWERED = 4

/** Lets requests through to a handler, each with its body whole, or refuses them. */
export class Gate {
  readonly #handler: Handler
  readonly #settings: GateSettings
  /** Answers that a connection waits for: several, where it did not wait before it sent another request. */
  readonly #open = new WeakMap<Duplex, Set<ServerResponse>>()
  readonly #turns = new OneAtATime()
  /** Connections that close after their last answer. */
  readonly #ending = new WeakSet<Duplex>()
  /** Refuses the request whose body a connection is sending. */
  readonly #receiving = new WeakMap<Duplex, (refusal: Refusal) => void>()

  constructor(handler: Handler, settings: GateSettings) {
    this.#handler = handler
    this.#settings = settings
  }

  /** @param askForBody called where the body is taken: some clients send it only then. */
  admit(request: IncomingMessage, response: ServerResponse, askForBody = () => {}): void {
    const { socket } = request
    if (isRefused(socket)) return
    this.#keep(request, response)
    const { refusal, maxBytes } = this.#judge(request)
    if (refusal) refuseRequest(request, response, refusal)
    else if (bringsBody(request)) this.#receive(request, response, { maxBytes, askForBody })
    else this.#pass(request, response)
  }

  /** Refuses a request that no rule has to look at. */
  refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    if (isRefused(request.socket)) return
    this.#keep(request, response)
    refuseRequest(request, response, refusal)
  }

  /** Answers a connection on which Node could not read a request, or waited for one in vain. */
  refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (isRefused(socket)) {
      endRefused(socket)
      return
    }
    // Browsers connect before they have a request, and would take an answer to nothing for the answer to that.
    const hasAsked = !(socket instanceof Socket) || socket.bytesRead > 0
    const refusal = hasAsked ? refusalOfClientError(error) : undefined
    const refuse = this.#receiving.get(socket)
    if (!refusal) socket.destroy()
    else if (refuse) refuse(refusal)
    else if (this.#open.get(socket)?.size) this.#endAfterAnswers(socket)
    else this.refuseConnection(socket, refusal)
  }

  /** Answers a connection that is no request to Node, or not any more, and ends it. */
  refuseConnection(socket: Duplex, { headers, ...reason }: Refusal): void {
    refuseSocket(socket, { ...reason, headers: { ...this.#settings.headers, ...headers } })
  }

  /** In the middle of another answer a refusal would be read as a part of it. */
  #endAfterAnswers(socket: Duplex): void {
    if (this.#ending.has(socket)) return
    this.#ending.add(socket)
    for (const response of this.#open.get(socket) ?? []) {
      response.shouldKeepAlive = false
      response.once("close", () => {
        if (!this.#open.get(socket)?.size) socket.destroy()
      })
    }
  }

  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    { maxBytes, askForBody }: { maxBytes: number; askForBody: () => void },
  ): void {
    const { socket } = request
    const refuse = (refusal: Refusal) => {
      // Once: what else may end the body, such as its time, comes too late then.
      if (this.#receiving.delete(socket)) refuseRequest(request, response, refusal)
    }
    this.#receiving.set(socket, refuse)
    receiveBody(request, {
      maxBytes,
      withinMs: BODY_WITHIN_MS,
      onAccepted: askForBody,
      onWhole: () => {
        this.#receiving.delete(socket)
        this.#pass(request, response)
      },
      onRefused: (code) => refuse({ code }),
    })
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    this.#turns.take(request.socket, response, () => {
      const answer = this.#settings.answerEarly?.(request)
      if (answer) void this.#answerOrPass(answer, request, response)
      else this.#handler(request, response)
    })
  }

  async #answerOrPass(
    early: Promise<Response | undefined>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    // What the app cannot say early, its handler says.
    const answer = await early.catch(() => undefined)
    if (answer) await giveAnswer(response, answer)
    else if (request.socket.writable) this.#handler(request, response)
  }

  #judge(request: IncomingMessage): { refusal?: Refusal | undefined; maxBytes: number } {
    const { method = "", url = "", socket } = request
    const { isDevelopment } = this.#settings
    const unanswered = this.#open.get(socket)?.size ?? 0
    if (unanswered > MOST_UNANSWERED) return { refusal: TOO_MANY_UNANSWERED, maxBytes: 0 }
    const address = parseAddress(url)
    if (!address) return { refusal: UNREADABLE_ADDRESS, maxBytes: 0 }
    const { pathname: path, search } = address
    // Next would lead whoever sends a whole address to that address.
    if (!url.startsWith("/")) request.url = path + search
    return {
      refusal:
        refuseMethod(method, path, isDevelopment) ??
        refuseWebSocket(request) ??
        refuseMany(request, search) ??
        refuseRouterState(request),
      maxBytes: maxBodyBytes(method, path, isDevelopment),
    }
  }

  #keep(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const open = this.#open.get(socket) ?? new Set()
    this.#open.set(socket, open.add(response))
    response.once("close", () => open.delete(response))
    demandHttps(request, response, this.#settings.headers)
    mendHeaders(request)
  }
}

const UNREADABLE_ADDRESS: Refusal = { code: "INVALID_REQUEST", detail: "The address cannot be parsed" }
const TOO_MANY_UNANSWERED: Refusal = {
  code: "RATE_LIMITED",
  detail: `A connection may wait for ${MOST_UNANSWERED} answers`,
  headers: { "Retry-After": "1" },
}
