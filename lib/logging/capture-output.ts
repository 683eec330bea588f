/**
 * Brings what others print into the log. `console` and the standard streams write at once: where their reader stands
 * still, the process stands still with it, and strangers can make Next print.
 */
import { framesOf, isError, traceOf } from "./error-trace"

/** How loud a line is. */
export type Loudness = "error" | "warn" | "info"

/** Takes one line for each thing that was printed. */
export type Note = (loudness: Loudness, fields: Readonly<Record<string, unknown>>) => void

const methods: Readonly<Record<string, Loudness>> = {
  ...{ error: "error", warn: "warn", trace: "warn" },
  ...{ log: "info", info: "info", debug: "info" },
}

/**
 * From now on tells `note` of everything that goes to `console`, standard output, standard error or is a warning of
 * Node, and prints none of it. The texts are left out: a library repeats what it was sent, and cannot be told to.
 */
export function captureOutput(note: Note): void {
  const console: object = globalThis.console
  for (const [method, loudness] of Object.entries(methods)) {
    const print = (...parts: unknown[]) =>
      note(loudness, { printed: `console.${method}`, ...placeOf(parts, print) })
    Reflect.set(console, method, print)
  }
  // For the rest of `console`, and for who kept its methods from before.
  captureStream("stdout", "info", note)
  captureStream("stderr", "error", note)
  // Node's own listener writes to standard error, past its stream.
  process.removeAllListeners("warning")
  process.on("warning", (warning) => note("warn", { printed: "warning", ...traceOf(warning) }))
}

function captureStream(name: "stdout" | "stderr", loudness: Loudness, note: Note): void {
  const write = (_text: unknown, ...rest: unknown[]): boolean => {
    note(loudness, { printed: name, ...placeOf([], write) })
    const done = rest.find((one) => typeof one === "function")
    if (typeof done === "function") process.nextTick(done)
    return true
  }
  Reflect.set(process[name], "write", write)
}

/** An error by its names and where it happened; anything else by where it was printed. */
function placeOf(parts: readonly unknown[], printer: (...parts: never[]) => unknown): object {
  const error = parts.find(isError)
  if (error) return traceOf(error)
  const place = { message: "", stack: "" }
  Error.captureStackTrace(place, printer)
  return { stack: framesOf(place) }
}
