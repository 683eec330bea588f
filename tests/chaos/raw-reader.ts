/**
 * A listener of thirty lines, as anybody may write one: it keeps cursors and comes back with them, and drops
 * nothing. What the server sends twice arrives twice here.
 */
import { setTimeout as wait } from "node:timers/promises"
import { createParser } from "eventsource-parser"
import { refusals } from "../../lib/sock8/core/errors"
import { asFields, parseStreamEvent, type StreamEvent } from "../../lib/sock8/core/wire"
import { CLIENT_HEADER } from "./front"
import type { Ear } from "./oracle-ear"
import type { Person } from "./person"

const COME_BACK_AFTER_MS = 200
/** The server says something every 15 s. */
const SILENCE_MS = 40_000

/** What a reader is made of. */
export interface RawReaderOptions {
  readonly name: string
  readonly person: Person
  readonly origin: string
  readonly ear: Ear
  readonly channels: readonly string[]
  readonly onLost: () => void
  readonly onGap: () => void
}

/** One reader. */
export class RawReader {
  readonly name: string
  readonly person: Person
  isOpen = false
  readonly ear: Ear
  readonly #options: RawReaderOptions
  readonly #cursors = new Map<string, { epoch: string; text: string }>()
  #abort = new AbortController()
  #isOffline = false
  #hasLeft = false

  constructor(options: RawReaderOptions) {
    this.#options = options
    this.name = options.name
    this.person = options.person
    this.ear = options.ear
    void this.#read()
  }

  /** The network is away. Answers the undo. */
  goOffline(): () => void {
    this.#isOffline = true
    this.#abort.abort()
    return () => {
      this.#isOffline = false
    }
  }

  leave(): void {
    this.#hasLeft = true
    this.#options.ear.leave()
    this.#abort.abort()
  }

  async #read(): Promise<void> {
    while (!this.#hasLeft) {
      if (!this.#isOffline) await this.#readOnce().catch(() => undefined)
      if (this.isOpen) this.#options.onLost()
      this.isOpen = false
      await wait(COME_BACK_AFTER_MS)
    }
  }

  async #readOnce(): Promise<void> {
    const { origin, person, channels } = this.#options
    const token = await person.token()
    if (token === undefined) return
    this.#abort = new AbortController()
    let watchdog = setTimeout(() => this.#abort.abort(), SILENCE_MS)
    const wanted = channels.map((name) => ({ name, after: this.#cursors.get(name)?.text }))
    try {
      const response = await fetch(`${origin}/api/realtime`, {
        method: "POST",
        headers: {
          [CLIENT_HEADER]: this.name,
          "content-type": "application/json",
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ channels: wanted }),
        signal: this.#abort.signal,
      })
      if (response.status === 401) person.forgetToken()
      if (!response.ok || !response.body) return
      for await (const event of eventsOf(response.body)) {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => this.#abort.abort(), SILENCE_MS)
        if (event) this.#receive(event)
      }
    } finally {
      clearTimeout(watchdog)
    }
  }

  #receive(event: StreamEvent): void {
    const { ear, onGap, person } = this.#options
    switch (event.type) {
      case "open":
        this.isOpen = true
        for (const { name, cursor } of event.channels) {
          this.#keep(name, cursor)
          ear.open(name)
        }
        break
      case "message": {
        const { channel, id, n, data } = event
        ear.hear(channel, String(asFields(data)?.text), id)
        this.#keep(channel, `${id}.${this.#cursors.get(channel)?.epoch}.${n}`)
        break
      }
      case "gap":
        ear.gap(event.channel)
        this.#keep(event.channel, event.cursor)
        onGap()
        break
      case "refused":
        if (refusals[event.code].remedy === "retry") this.#abort.abort()
        break
      case "rights":
        // What one may do now is in the next token.
        person.forgetToken()
        this.#abort.abort()
        break
      case "close":
        if (event.code === "TOKEN_EXPIRED") person.forgetToken()
        break
    }
  }

  #keep(channel: string, text: string): void {
    this.#cursors.set(channel, { text, epoch: text.split(".")[1] ?? "" })
  }
}

/** The events of a stream, and `undefined` for pieces without any. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent | undefined> {
  let events: StreamEvent[] = []
  const parser = createParser({
    onEvent({ event = "message", data }) {
      const known = parseStreamEvent(event, data)
      if (known) events.push(known)
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield undefined
    const ready = events
    events = []
    yield* ready
  }
}
