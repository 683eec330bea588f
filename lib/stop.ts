import { setTimeout as wait } from "node:timers/promises"
import { actionsRecorded } from "./audit/admin-actions"
import { flushAttempts, realtime } from "./realtime"

/** What a deploy gives clients to find the next instance. A platform that ends processes waits for 10 s at least. */
export const DRAIN_MS = 5_000
/** Clients that do not read cannot be waited for. */
export const EXIT_WITHIN_MS = 8_000
/** How long the logs of the admins have for what they hold. */
const WRITE_WITHIN_MS = 2_000

/**
 * Ends all streams when the process is asked to end. Next waits for open answers before it exits, and a
 * stream is an answer that never ends by itself. On SIGTERM, which a deploy sends, clients are asked to open
 * their next stream first, and find the next instance; on Ctrl+C somebody waits.
 */
export function closeStreamsOnExit(): void {
  onSignal("SIGTERM", () => endWithin(DRAIN_MS))
  onSignal("SIGINT", () => endWithin(0))
}

/**
 * Next exits as soon as no request is open, which may be before the logs are written: so it is told of the signal after
 * that. Shells send Ctrl+C twice: the second changes nothing.
 */
function onSignal(signal: "SIGTERM" | "SIGINT", end: () => void): void {
  const others = process.listeners(signal)
  process.removeAllListeners(signal)
  let isEnding = false
  process.on(signal, async () => {
    if (isEnding) return
    isEnding = true
    end()
    await Promise.race([writeLogs(), wait(WRITE_WITHIN_MS)])
    for (const other of others) other(signal)
  })
}

async function writeLogs(): Promise<void> {
  await Promise.all([flushAttempts(), actionsRecorded()])
}

function endWithin(drainMs: number): void {
  // Next ends with the number of the signal, and who asked for the end would take that for a failure.
  process.once("exit", () => {
    process.exitCode = 0
  })
  // What the last streams leave behind is written where Next still waits for something.
  void realtime.drain(drainMs).then(flushAttempts)
  setTimeout(() => process.exit(0), EXIT_WITHIN_MS).unref()
}
