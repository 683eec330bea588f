import type { Bytes } from "../bytes"
import type { Reply } from "../reply"
import type { Arguments } from "./arguments"
import type { Keyspace } from "./keyspace"
import type { PubSub } from "./pubsub"

/** What a command of the engine works on. */
export interface Database {
  keys: Keyspace
  pubsub: PubSub
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 up to, but not including, 1. */
  random(): number
  /** Told about every message, so that somebody may count. */
  onPublish(): void
}

/** How one command behaves. */
export interface CommandSpec {
  /** Words including the name, as Redis counts them: exactly `n`, or at least `-n`. */
  arity: number
  /** `grow` may need memory and is refused when there is none left; `write` is not, it may free some. */
  effect: "read" | "write" | "grow"
  run(args: Arguments, database: Database): Reply
}

/** Commands by their name in lower case; a subcommand is written `script|load`. */
export type CommandTable = Record<Bytes, CommandSpec>

/** Whether this many words, name included, fit a command. */
export function fitsArity(spec: CommandSpec, words: number): boolean {
  return spec.arity >= 0 ? words === spec.arity : words >= -spec.arity
}
