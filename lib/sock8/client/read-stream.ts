import { createParser } from "eventsource-parser"
import { parseStreamEvent, type StreamEvent } from "../core/wire"

/** Most characters of one unfinished event. Far above a message, far below what would hurt a tab. */
const MAX_BUFFER = 1024 * 1024

/**
 * Reads a `text/event-stream` body until it ends: the events that are known, and a `heartbeat` for every
 * piece of the body that carried none, so that a reader can tell silence from quiet.
 *
 * @throws where the body breaks off, or one event is larger than 1 Mi characters.
 */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamEvent | { readonly type: "heartbeat" }, void, undefined> {
  let events: StreamEvent[] = []
  const parser = createParser({
    maxBufferSize: MAX_BUFFER,
    onEvent({ event = "message", data }) {
      const known = parseStreamEvent(event, data)
      if (known) events.push(known)
    },
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      parser.feed(decoder.decode(chunk.value, { stream: true }))
      if (events.length === 0) yield { type: "heartbeat" }
      const ready = events
      events = []
      yield* ready
    }
  } finally {
    // A body that already failed rejects its cancel with the same failure, which the reader has told.
    reader.cancel().catch(() => undefined)
  }
}
