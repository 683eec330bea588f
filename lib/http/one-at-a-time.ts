import type { ServerResponse } from "node:http"
import type { Duplex } from "node:stream"

/** Does one thing. */
type Work = () => void

/**
 * Answers the requests of a connection one after the other. Node reads all that arrived together and would begin every
 * one of them before the first is answered: a thousand requests in one write keep a process busy for as long as their
 * pages take, also when the client has gone.
 */
export class OneAtATime {
  /** What waits at each connection that is being answered. */
  readonly #waiting = new WeakMap<Duplex, (readonly [response: ServerResponse, work: Work])[]>()

  /** Begins work on an answer once those before it are sent, and not at all where the connection ends before that. */
  take(socket: Duplex, response: ServerResponse, work: Work): void {
    const waiting = this.#waiting.get(socket)
    if (waiting) {
      waiting.push([response, work])
      return
    }
    this.#waiting.set(socket, [])
    this.#begin(socket, response, work)
  }

  #begin(socket: Duplex, response: ServerResponse, work: Work): void {
    response.once("close", () => {
      const [next, nextWork] = this.#waiting.get(socket)?.shift() ?? []
      if (next && nextWork && socket.writable) this.#begin(socket, next, nextWork)
      else this.#waiting.delete(socket)
    })
    work()
  }
}
