/**
 * Where log lines go: standard output, written in the background. A terminal, pipe or collector that takes
 * nothing any more costs lines, never a request and never the end of the process.
 */
import pino from "pino"

/** Bytes of lines that wait, at most. What comes on top of it is dropped, and counted. */
const MAX_WAITING_BYTES = 1024 * 1024
/** How long the end of the process waits for the last lines. */
const LAST_LINES_MS = 500

/** Takes whole lines, and never waits. */
export interface Sink {
  write(line: string): void
}

// Next builds instrumentation, routes and pages as separate module graphs: with a writer in each, their lines
// would be torn apart.
const shared: { grantwaySink?: Sink } = globalThis as object

/** The one sink of this process. `onLost` is told how many lines were dropped once lines are taken again. */
export function processSink(onLost: (lines: number) => void): Sink {
  shared.grantwaySink ??= openSink(onLost)
  return shared.grantwaySink
}

function openSink(onLost: (lines: number) => void): Sink {
  // To touch it makes a pipe non-blocking, so that a write that cannot go on returns instead of waiting.
  void process.stdout
  let exitsBy = Number.POSITIVE_INFINITY
  let lost = 0
  const destination = pino.destination({
    ...{ dest: 1, sync: false, maxLength: MAX_WAITING_BYTES },
    retryEAGAIN: () => Date.now() < exitsBy,
  })
  destination.on("drop", () => {
    lost += 1
  })
  destination.on("drain", () => {
    if (lost > 0) onLost(lost)
    lost = 0
  })
  // A terminal that has gone away: an error nobody listens to would end the process.
  destination.on("error", () => undefined)
  // Before pino's own listener, which would try for ever.
  process.prependListener("exit", () => {
    exitsBy = Date.now() + LAST_LINES_MS
    try {
      destination.flushSync()
    } catch {
      destination.destroy()
    }
  })
  return destination
}
