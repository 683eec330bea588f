import { realtime } from "./realtime"

/** Clients that do not read cannot be waited for. */
const EXIT_WITHIN_MS = 8_000

/**
 * Ends all streams when the process is asked to end. Next waits for open answers before it exits, and a
 * stream is an answer that never ends by itself. Clients are told to come back, and find the next instance.
 */
export function closeStreamsOnExit(): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      realtime.close()
      setTimeout(() => process.exit(0), EXIT_WITHIN_MS).unref()
    })
  }
}
