/**
 * The address that everybody uses: a load balancer before the two app processes, and at the same time the
 * network between people and it, with all that such networks do.
 */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http"
import { buffer } from "node:stream/consumers"

/** What the front does beside balancing. */
export interface FrontFaults {
  /** A captive portal: every request is answered by a page of somebody else. */
  isPortal: boolean
  /** Asking for tokens is answered with 503. */
  refusesTokens: boolean
  /** Holds back what comes in pieces, unless the answer forbids it. */
  buffers: boolean
  /** Does not tell the app that a client has left. */
  hidesLeaving: boolean
}

interface Passing {
  readonly client: string
  readonly answer: IncomingMessage
  readonly response: ServerResponse
}

/** Names the client to the front, so that things can happen to one of them. */
export const CLIENT_HEADER = "x-chaos-client"

/** The front of a run. */
export class Front {
  readonly url: string
  readonly faults: FrontFaults = fine()
  readonly #targets: readonly string[]
  readonly #streams = new Set<Passing>()
  readonly #abandoned = new Set<IncomingMessage>()
  readonly #server = createServer((request, response) => {
    this.#pass(request, response).catch(() => response.destroy())
  })
  #turn = 0
  #opened = 0

  constructor(options: { readonly port: number; readonly targets: readonly string[] }) {
    this.url = `http://127.0.0.1:${options.port}`
    this.#targets = options.targets
    this.#server.listen(options.port, "127.0.0.1")
  }

  /** Breaks open streams off: all of them, or one client's. */
  cut(client?: string): void {
    for (const stream of this.#streams) {
      if (client === undefined || stream.client === client) stream.response.destroy()
    }
  }

  /** One client's streams stay open, and nothing comes through them any more: as after waking from sleep. */
  silence(client: string): void {
    for (const stream of this.#streams) {
      if (stream.client !== client) continue
      stream.answer.unpipe(stream.response)
      stream.answer.resume()
    }
  }

  /** Streams that pass just now, and those that the app believes to be read still. */
  get size(): number {
    return this.#streams.size + this.#abandoned.size
  }

  /** Streams that were opened so far. */
  get opened(): number {
    return this.#opened
  }

  heal(): void {
    Object.assign(this.faults, fine())
    for (const answer of this.#abandoned) answer.destroy()
    this.#abandoned.clear()
  }

  close(): void {
    this.heal()
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    if (this.faults.isPortal) return send(response, 200, "text/html", "<h1>Welcome to our hotel</h1>")
    if (this.faults.refusesTokens && request.url?.endsWith("/authenticate")) {
      return send(response, 503, "text/plain", "busy")
    }
    this.#turn += 1
    const [first, second] = this.#turn % 2 === 0 ? this.#targets : [...this.#targets].reverse()
    const isPassed = await this.#tryTarget(first, { request, response, body })
    // Only where nothing was sent: what may have been carried out is for the client to repeat.
    if (isPassed || (await this.#tryTarget(second, { request, response, body }))) return
    if (!response.destroyed) send(response, 502, "text/plain", "nobody is there")
  }

  /** @returns false where nobody listens. */
  #tryTarget(
    target: string | undefined,
    { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: Buffer },
  ): Promise<boolean> {
    const { method = "GET", headers, url = "/" } = request
    return new Promise((resolve) => {
      const passed = httpRequest(new URL(url, target), { method, headers, agent: false })
      passed.on("response", (answer) => {
        resolve(true)
        this.#hand(answer, { client: String(headers[CLIENT_HEADER] ?? ""), answer, response })
      })
      passed.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED") return resolve(false)
        response.destroy()
        resolve(true)
      })
      response.on("close", () => {
        if (!this.faults.hidesLeaving) passed.destroy()
      })
      passed.end(body)
    })
  }

  #hand(answer: IncomingMessage, passing: Passing): void {
    const { response } = passing
    const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") ?? false
    answer.on("error", () => response.destroy())
    answer.on("aborted", () => response.destroy())
    if (this.faults.buffers && !forbidsBuffering(answer)) return void holdBack(answer, response)
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    if (!isStream) return
    this.#opened += 1
    this.#streams.add(passing)
    response.on("close", () => {
      this.#streams.delete(passing)
      if (!this.faults.hidesLeaving || answer.destroyed) return
      answer.unpipe()
      answer.resume()
      this.#abandoned.add(answer)
      answer.on("close", () => this.#abandoned.delete(answer))
    })
  }
}

function fine(): FrontFaults {
  return { isPortal: false, refusesTokens: false, buffers: false, hidesLeaving: false }
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type })
  response.end(text)
}

/** Proxies heed the one, compressing middleware the other: a stream needs both. */
function forbidsBuffering({ headers }: IncomingMessage): boolean {
  return headers["x-accel-buffering"] === "no" && Boolean(headers["cache-control"]?.includes("no-transform"))
}

async function holdBack(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const whole = await buffer(answer).catch(() => undefined)
  if (!whole) return void response.destroy()
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  response.end(whole)
}
