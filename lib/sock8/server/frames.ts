import type { StreamEvent } from "../core/wire"
import { type Entry, toWireMessage } from "./entry"

/** Bytes of one server-sent event, ready to be written. */
export type Frame = Uint8Array

const encoder = new TextEncoder()

/** A comment line: it keeps proxies and watchdogs from taking a quiet stream for a dead one. */
export const heartbeatFrame: Frame = encoder.encode(":\n\n")

/** Encodes an event. Its data is one line of JSON, in which a line break cannot occur. */
export function eventFrame({ type, ...data }: StreamEvent): Frame {
  return encoder.encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** Encodes a message, with its Redis id as the event's id. `undefined` for a poison entry. */
export function messageFrame(entry: Entry): Frame | undefined {
  const message = toWireMessage(entry)
  if (!message) return undefined
  return encoder.encode(`id: ${message.id}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`)
}
