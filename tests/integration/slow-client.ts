/** A client that takes as many bytes of its stream as it is told to: the rest stays in the buffers on the way. */
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { createParser } from "eventsource-parser"
import { formatCursor, type Position, parseCursor } from "../../lib/sock8/core/cursor"
import { parseStreamEvent, type StreamEvent } from "../../lib/sock8/core/wire"

/** One channel, and where to read on. */
export interface Asked {
  readonly name: string
  readonly after?: string | undefined
}

/** One stream of such a client. */
export class SlowClient {
  /** The events that were read so far. */
  readonly events: StreamEvent[] = []
  readonly #answer: IncomingMessage
  #hasEnded = false
  #goOn: () => void = () => undefined
  readonly #decoder = new TextDecoder()
  readonly #parser = createParser({
    onEvent: ({ event = "message", data }) => {
      const known = parseStreamEvent(event, data)
      if (known) this.events.push(known)
    },
  })

  private constructor(answer: IncomingMessage) {
    this.#answer = answer
    answer.on("readable", () => this.#goOn())
    for (const end of ["end", "error", "close"])
      answer.on(end, () => {
        this.#hasEnded = true
        this.#goOn()
      })
  }

  /**
   * Opens a stream. Nothing of it is read.
   *
   * @throws Error where it is refused.
   */
  static async open(port: number, token: string, channels: readonly Asked[]): Promise<SlowClient> {
    const asking = request({
      ...{ host: "127.0.0.1", port, path: "/api/realtime", method: "POST", agent: false },
      headers: { host: "app.example", authorization: `Bearer ${token}`, "content-type": "application/json" },
    })
    asking.end(JSON.stringify({ channels }))
    const [answer] = await once(asking, "response")
    asking.on("error", () => undefined)
    if (answer.statusCode !== 200) throw new Error(`The stream was refused with ${answer.statusCode}`)
    return new SlowClient(answer)
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Takes at least so many bytes, or what there is until the stream ends. */
  async take(bytes: number): Promise<void> {
    for (let taken = 0; taken < bytes && !this.#hasEnded; ) {
      const chunk: Buffer | null = this.#answer.read()
      taken += chunk?.length ?? 0
      if (chunk) this.#parser.feed(this.#decoder.decode(chunk, { stream: true }))
      else await new Promise<void>((go) => (this.#goOn = go))
    }
  }

  /** Where to read a channel on, as a client keeps it. */
  cursorOf(name: string): string | undefined {
    let position: Position | undefined
    for (const event of this.events) {
      if (event.type === "open") position = read(event.channels.find((one) => one.name === name)?.cursor)
      else if (event.type === "gap" && event.channel === name) position = read(event.cursor)
      else if (event.type === "message" && event.channel === name && position)
        position = { ...position, id: event.id, n: event.n }
    }
    return position && formatCursor(position)
  }

  leave(): void {
    this.#answer.destroy()
  }
}

function read(cursor: string | undefined): Position | undefined {
  const { id, epoch, n } = parseCursor(cursor) ?? {}
  return id === undefined || epoch === undefined || n === undefined ? undefined : { id, epoch, n }
}
