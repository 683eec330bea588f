import { realtime } from "./realtime"

/** What a deploy gives clients to find the next instance. A platform that ends processes waits for 10 s at least. */
export const DRAIN_MS = 5_000
/** Clients that do not read cannot be waited for. */
export const EXIT_WITHIN_MS = 8_000

/**
 * Ends all streams when the process is asked to end. Next waits for open answers before it exits, and a
 * stream is an answer that never ends by itself. On SIGTERM, which a deploy sends, clients are asked to open
 * their next stream first, and find the next instance; on Ctrl+C somebody waits.
 */
export function closeStreamsOnExit(): void {
  process.once("SIGTERM", () => endWithin(DRAIN_MS))
  process.once("SIGINT", () => endWithin(0))
}

function endWithin(drainMs: number): void {
  // Next ends with the number of the signal, and who asked for the end would take that for a failure.
  process.once("exit", () => {
    process.exitCode = 0
  })
  void realtime.drain(drainMs)
  setTimeout(() => process.exit(0), EXIT_WITHIN_MS).unref()
}
