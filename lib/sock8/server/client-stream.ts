import type { EndReason } from "./attempt"
import type { Frame } from "./frames"

/** The writing end of one client's stream: bounded, and economical with writes. */
export interface ClientStream {
  /** The body of the HTTP answer. */
  readonly body: ReadableStream<Uint8Array>
  /** Queues a frame. Frames that come together leave in one write. */
  write(frame: Frame): void
  /** Whether less than half of what may wait does. */
  hasRoom(): boolean
  /** Resolves when there is room, or the stream has ended. */
  room(): Promise<void>
  isOpen(): boolean
  /** Ends the stream after what was written. Default reason: `server ended`. */
  end(reason?: EndReason): void
}

/** Most bytes that wait for one client in this process; the operating system holds some more. */
export const MAX_WAITING_BYTES = 1024 * 1024

/** Makes a stream. `onEnd` is called once, whichever side ended it, with the reason. */
export function createClientStream(options: {
  readonly onEnd: (reason: EndReason) => void
  readonly maxWaitingBytes?: number
}): ClientStream {
  const { onEnd, maxWaitingBytes = MAX_WAITING_BYTES } = options
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let pending: Frame[] = []
  let pendingBytes = 0
  const waiters: Array<() => void> = []

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      pull: wake,
      cancel: () => finish("client left"),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
  )

  function wake(): void {
    for (const resolve of waiters.splice(0)) resolve()
  }

  function finish(reason: EndReason): void {
    if (!controller) return
    controller = undefined
    pending = []
    pendingBytes = 0
    wake()
    onEnd(reason)
  }

  function flush(): void {
    if (!controller || pending.length === 0) return
    const bytes = concat(pending)
    pending = []
    pendingBytes = 0
    controller.enqueue(bytes)
    // `enqueue` never pushes back: a reader that stands still would fill the memory without this.
    if ((controller.desiredSize ?? 0) < 0) {
      controller.error(new Error("The client is too slow"))
      finish("too slow")
    }
  }

  function hasRoom(): boolean {
    return (controller?.desiredSize ?? 0) - pendingBytes >= maxWaitingBytes / 2
  }

  return {
    body,
    hasRoom,
    write(frame) {
      if (!controller) return
      // A microtask would run before the next message of the same burst is read from its socket.
      if (pending.length === 0) setImmediate(flush)
      pending.push(frame)
      pendingBytes += frame.byteLength
    },
    async room() {
      flush()
      while (controller && !hasRoom()) await new Promise<void>((go) => waiters.push(go))
    },
    isOpen: () => controller !== undefined,
    end(reason = "server ended") {
      flush()
      controller?.close()
      finish(reason)
    },
  }
}

function concat(frames: readonly Frame[]): Uint8Array {
  const [only] = frames
  if (only && frames.length === 1) return only
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.byteLength, 0))
  let offset = 0
  for (const frame of frames) {
    bytes.set(frame, offset)
    offset += frame.byteLength
  }
  return bytes
}
