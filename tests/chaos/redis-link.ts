/**
 * A proxy between one app process and its Redis endpoint, which does to requests and subscriptions what a bad
 * network does. It passes everything on unless told otherwise.
 */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http"
import type { Socket } from "node:net"
import { createInterface } from "node:readline"
import { buffer } from "node:stream/consumers"
import { setTimeout as wait } from "node:timers/promises"

/** What the proxy does to commands. */
export interface LinkFaults {
  /** Milliseconds before a command is passed on. */
  delayMs: number
  /** Nobody listens: every connection ends at once. */
  refuses: boolean
  /** The database answers that it has done enough. */
  isOverQuota: boolean
  /** Whether this command is carried out and its answer lost. */
  losesAnswer: () => boolean
  /** Messages are told in words that the app does not know, as by a later version of it. */
  rewords: boolean
}

interface Subscription {
  isMuted: boolean
  readonly response: ServerResponse
}

/** One link. */
export class RedisLink {
  readonly url: string
  readonly faults: LinkFaults = fine()
  /** Called when the app subscribes. */
  onSubscribe: () => void = () => undefined
  readonly #target: string
  readonly #agent = new Agent({ keepAlive: true })
  readonly #subscriptions = new Set<Subscription>()
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((request, response) => {
    this.#pass(request, response).catch(() => response.destroy())
  })

  constructor(options: { readonly port: number; readonly target: string }) {
    this.url = `http://127.0.0.1:${options.port}`
    this.#target = options.target
    this.#server.on("connection", (socket) => {
      if (this.faults.refuses) socket.destroy()
      this.#sockets.add(socket)
      socket.on("close", () => this.#sockets.delete(socket))
    })
    this.#server.listen(options.port, "127.0.0.1")
  }

  /** Subscriptions that are open now. */
  get subscriptions(): number {
    return this.#subscriptions.size
  }

  /** Nobody listens any more, also to those who are connected. */
  refuse(): void {
    this.faults.refuses = true
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Everything works again. What was muted stays so: such a stream never recovers. */
  heal(): void {
    Object.assign(this.faults, fine())
  }

  /** Breaks the open subscriptions off; `"end"` ends them as if nothing was wrong. */
  dropSubscriptions(how: "reset" | "end"): void {
    for (const { response } of this.#subscriptions) {
      if (how === "end") response.end()
      else response.destroy()
    }
  }

  /** The open subscriptions stay open, and nothing comes through them any more. */
  muteSubscriptions(): void {
    for (const subscription of this.#subscriptions) subscription.isMuted = true
  }

  close(): void {
    this.#server.close()
    this.#agent.destroy()
    for (const socket of this.#sockets) socket.destroy()
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isSubscription = request.url?.startsWith("/subscribe") ?? false
    const body = await buffer(request)
    const { delayMs, isOverQuota } = this.faults
    if (delayMs > 0) await wait(delayMs)
    if (isOverQuota) return refuseOverQuota(response)
    if (response.destroyed) return
    const { method = "GET", headers, url = "/" } = request
    const agent = isSubscription ? false : this.#agent
    const passed = httpRequest(new URL(url, this.#target), { method, headers, agent }, (answer) => {
      if (isSubscription && answer.statusCode === 200) this.#stream(answer, response)
      else this.#answer(answer, response)
    })
    passed.on("error", () => response.destroy())
    response.on("close", () => passed.destroy())
    passed.end(body)
  }

  #answer(answer: IncomingMessage, response: ServerResponse): void {
    if (this.faults.losesAnswer()) {
      answer.resume()
      response.destroy()
      return
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  }

  #stream(answer: IncomingMessage, response: ServerResponse): void {
    const subscription: Subscription = { isMuted: false, response }
    this.#subscriptions.add(subscription)
    response.on("close", () => this.#subscriptions.delete(subscription))
    this.onSubscribe()
    response.writeHead(200, answer.headers)
    const lines = createInterface({ input: answer })
    // It tells an error of the answer again.
    lines.on("error", () => undefined)
    lines.on("line", (line) => {
      if (!subscription.isMuted) response.write(`${this.faults.rewords ? reword(line) : line}\n`)
    })
    answer.on("close", () => {
      if (!subscription.isMuted) response.end()
    })
    answer.on("error", () => undefined)
  }
}

function fine(): LinkFaults {
  return { delayMs: 0, refuses: false, isOverQuota: false, losesAnswer: () => false, rewords: false }
}

/** Keeps of a message's line what it is about. */
function reword(line: string): string {
  return line.replace(/(,1 [\w.-]+) .*/, "$1 in other words")
}

function refuseOverQuota(response: ServerResponse): void {
  response.writeHead(400, { "content-type": "application/json" })
  response.end(JSON.stringify({ error: "ERR max daily request limit exceeded" }))
}
