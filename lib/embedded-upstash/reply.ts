import type { Bytes } from "./bytes"

/** What a Redis command answers, whichever back end ran it. */
export type Reply = Bytes | number | null | Status | RedisError | readonly Reply[]

/** A simple string such as `OK`. REST does not tell it from a string, Lua does. */
export class Status {
  constructor(readonly text: Bytes) {}
}

/** The answer of a command that only did what it was told. */
export const OK = new Status("OK")

/** An error of Redis. Its message begins with the code, as in `ERR syntax error`. */
export class RedisError extends Error {
  override name = "RedisError"
}

/** The key holds another type than the command works on. */
export function wrongType(): RedisError {
  return new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value")
}

/** The options of a command do not fit together. */
export function syntaxError(): RedisError {
  return new RedisError("ERR syntax error")
}

/** `name` in lower case; a subcommand is written `script|load`. */
export function wrongArity(name: string): RedisError {
  return new RedisError(`ERR wrong number of arguments for '${name}' command`)
}

/** A transaction of which one command cannot even be queued runs none of them. */
export function transactionDiscarded(): RedisError {
  return new RedisError("EXECABORT Transaction discarded because of previous errors.")
}
