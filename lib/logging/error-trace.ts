import { types } from "node:util"
import { Sock8Error } from "../sock8/core/errors"

/** What the log has of an error: nothing of what it says, which often repeats what people wrote. */
export interface ErrorTrace {
  /** The names along its chain of causes, or the codes of our own errors. */
  readonly causes: readonly string[]
  /** Where the first cause happened, innermost first. */
  readonly stack: readonly string[]
}

const MAX_CAUSES = 5
const MAX_FRAMES = 5
/** A name is a word of the program. Any other text may have been put there from outside. */
const NAME = /^\w{1,60}$/

export function traceOf(error: unknown): ErrorTrace {
  const causes: string[] = []
  for (let cause = error; isError(cause) && causes.length < MAX_CAUSES; cause = cause.cause) {
    causes.push(cause instanceof Sock8Error ? cause.code : NAME.test(cause.name) ? cause.name : "Error")
  }
  const origin = isError(error) && isError(error.cause) ? error.cause : error
  return { causes, stack: isError(origin) ? framesOf(origin) : [] }
}

/** Also one from the sandbox of middleware.ts, whose `Error` is another class. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value)
}

/** The frames of a stack. It begins with the message, which may have lines that look like frames. */
export function framesOf({ stack = "", message }: { stack?: string; message: string }): string[] {
  const start = stack.indexOf(message)
  if (start < 0) return []
  return stack
    .slice(start + message.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim())
}
