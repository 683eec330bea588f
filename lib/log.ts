/** The app's log: one line of JSON per event on standard output, and nothing in it that somebody wrote. */
import pino, { type Logger } from "pino"
import { env } from "./env"
import { attemptLine, levelOf } from "./logging/attempt-line"
import type { Note } from "./logging/capture-output"
import { traceOf } from "./logging/error-trace"
import { processSink, type Sink } from "./logging/sink"
import { Sock8Error } from "./sock8/core/errors"
import type { AttemptRecord } from "./sock8/server/attempt"
import type { Poison } from "./sock8/server/history"

type Write = (fields: Readonly<Record<string, unknown>>, sentence: string) => void

/** Writes a line. `fields` must not hold a secret, or what people wrote. */
export const log: { readonly error: Write; readonly warn: Write; readonly info: Write } = {
  error: (fields, sentence) => logger().error(fields, sentence),
  warn: (fields, sentence) => logger().warn(fields, sentence),
  info: (fields, sentence) => logger().info(fields, sentence),
}

/** Logs one attempt, or the end of a connection. */
export function logAttempt(record: AttemptRecord): void {
  logger()[levelOf(record)](attemptLine(record))
}

/**
 * Logs why something was not available. Only the names of the errors behind it: the messages of the Redis
 * client repeat whole commands, and with them what people wrote.
 */
export function logUnavailable(error: unknown): void {
  if (error instanceof Sock8Error && error.code !== "UNAVAILABLE") return
  log.error({ ...traceOf(error) }, "not available")
}

/** Logs an entry of a channel that is no message. Its channel is one of the tree: no client chose the name freely. */
export function logPoison({ channel, id }: Poison): void {
  log.error({ channel, id }, "an entry of a channel is no message and was passed over")
}

/** Logs that a library printed something, and where it did. */
export const logPrinted: Note = (loudness, fields) => {
  log[loudness](fields, "printed by a library; the text is left out")
}

/** Makes a logger that writes lines like `{"level":"info","at":"2026-01-31T12:00:00.000Z",…}`. */
export function createLogger(level: string, sink: Sink): Logger {
  return pino(
    {
      ...{ level, base: null, messageKey: "message" },
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  )
}

let made: Logger | undefined

/** Made at the first line, not at import: a build has no environment. */
function logger(): Logger {
  made ??= createLogger(
    levelOfEnvironment(),
    processSink((lines) => log.warn({ lines }, "lines of this log were lost")),
  )
  return made
}

/** What is wrong with the environment has to be logged, too. */
function levelOfEnvironment(): string {
  try {
    return env().logLevel
  } catch {
    return "warn"
  }
}
