/** For tests: one request to a scripted server, and the stream that a test answers it with. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { asFields } from "../core/wire"

/** One request as it came. */
export interface Asked {
  /** `authenticate`, `publish`, `history`, `presence` or `realtime`. */
  readonly route: string
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly body: Readonly<Record<string, unknown>>
  /** When it came, in milliseconds since 1970. */
  readonly at: number
}

/** One stream, written by the test. */
export class ScriptedStream {
  readonly asked: Asked
  /** Whether the client closed it. */
  isClosed = false
  readonly #response: ServerResponse

  constructor(asked: Asked, response: ServerResponse) {
    this.asked = asked
    this.#response = response
    response.on("close", () => {
      this.isClosed = true
    })
    response.writeHead(200, { "content-type": "text/event-stream" })
  }

  /** The names and cursors that were asked for, as `name` or `name@cursor`. */
  get channels(): string[] {
    const { channels } = this.asked.body
    return (Array.isArray(channels) ? channels : []).map((channel) => {
      const { name, after } = asFields(channel) ?? {}
      return after === undefined ? String(name) : `${name}@${after}`
    })
  }

  /** The id that its `open` gives it. */
  get connection(): string {
    return `c-${this.asked.at}`
  }

  /** Says `open`: a channel stands where the client does, or at number `at` of `epoch`. */
  open({ epoch = "e1", at = 0, recovered = true, except = [] as string[], identity = "ben" } = {}): this {
    const channels = this.channels.flatMap((channel) => {
      const [name = "", after] = channel.split("@")
      const cursor = after?.split(".")[1] === epoch ? after : `${1000 + at}-0.${epoch}.${at}`
      return except.includes(name) ? [] : [{ name, cursor, recovered }]
    })
    return this.send("open", { connection: this.connection, identity, channels })
  }

  /** Tells the message of this number. */
  message(channel: string, n: number, data: unknown = { text: `m${n}` }): this {
    return this.send("message", scriptedMessage(channel, n, data))
  }

  send(event: string, data: unknown): this {
    return this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  write(chunk: string): this {
    this.#response.write(chunk)
    return this
  }

  /** Ends as a server does that stops. */
  end(): void {
    this.#response.end()
  }

  /** Breaks off as a network does. */
  breakOff(): void {
    this.#response.destroy()
  }
}

/** A message with everything that follows from its number. */
export function scriptedMessage(channel: string, n: number, data: unknown = { text: `m${n}` }) {
  return { channel, id: `${1000 + n}-0`, n, at: 1000 + n, from: { id: "ana" }, data }
}
