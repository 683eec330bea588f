import type { Channel, Emitted } from "./tree"

/** Carries a message of the server to a channel. */
export type Emitter = (channel: Channel, data: unknown) => Promise<Emitted>

// Next builds route handlers, pages and instrumentation as separate module graphs: each has its own copy of
// this file, and only `globalThis` is common to them.
const slot = Symbol.for("sock8.emitter")
const holder = globalThis as { [slot]?: Emitter }

/** Makes `channel.emit()` go through this emitter, in the whole process. The last call wins. */
export function bindEmitter(emitter: Emitter): void {
  holder[slot] = emitter
}

/** Emits through the bound emitter. */
export function emitThroughBinding(channel: Channel, data: unknown): Promise<Emitted> {
  const emitter = holder[slot]
  if (!emitter) {
    throw new Error(
      `channel.emit() was called before the app's realtime was made: import "@/lib/realtime" first.`,
    )
  }
  return emitter(channel, data)
}
