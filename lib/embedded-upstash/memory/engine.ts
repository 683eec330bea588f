import type { Command } from "../backend"
import type { Bytes } from "../bytes"
import type { Interpreter } from "../lua/interpreter"
import { isRefused } from "../refused"
import { RedisError, type Reply, transactionDiscarded, wrongArity } from "../reply"
import { Arguments } from "./arguments"
import { type CommandSpec, type CommandTable, type Database, fitsArity } from "./command"
import { hashCommands } from "./hashes"
import { keyCommands } from "./keys"
import { Keyspace } from "./keyspace"
import { listCommands } from "./lists"
import { MemoryLimit } from "./memory-limit"
import { PubSub, pubsubCommands } from "./pubsub"
import { createScriptCommands } from "./scripts"
import { serverCommands } from "./server"
import { setCommands } from "./sets"
import { sortedSetRangeCommands } from "./sorted-set-ranges"
import { sortedSetCommands } from "./sorted-sets"
import { streamCommands } from "./streams"
import { stringCommands } from "./strings"

/** What an engine is made of. Time and chance come in, so that tests can hold them still. */
export interface EngineOptions {
  interpreter: Interpreter
  maxBytes: number
  now?: () => number
  random?: () => number
  onPublish?: () => void
}

/** Who runs a command. A script may not run everything, and a read-only script even less. */
type Caller = "client" | "script" | "read-only script"

/** Commands that consist of subcommands only. */
const containers = new Set(["script", "pubsub", "xinfo"])

/** Commands that answer or wait outside the order of a script. */
const notFromScripts = new Set(["eval", "evalsha", "eval_ro", "evalsha_ro", "script"])

/** Redis' commands on data in memory. Synchronous: whatever one call does, nothing happens in between. */
export class Engine {
  readonly pubsub = new PubSub()
  readonly #table: Map<Bytes, CommandSpec>
  readonly #database: Database
  readonly #limit: MemoryLimit

  constructor({
    interpreter,
    maxBytes,
    now = Date.now,
    random = Math.random,
    onPublish = () => {},
  }: EngineOptions) {
    const keys = new Keyspace(now)
    this.#database = { keys, pubsub: this.pubsub, now, random, onPublish }
    this.#limit = new MemoryLimit({ keys, maxBytes, now })
    const scripts = createScriptCommands({
      interpreter,
      call: (command, readOnly) => this.#run(command, readOnly ? "read-only script" : "script"),
    })
    this.#table = new Map(Object.entries({ ...dataCommands, ...scripts }))
  }

  /** Runs one command. What Redis refuses is a reply too, a {@link RedisError}. */
  call(command: Command): Reply {
    return this.#run(command, "client")
  }

  /** Runs all commands, or none if one of them could not even be queued. */
  transaction(commands: readonly Command[]): Reply {
    const broken = commands.some((command) => this.#find(command) instanceof RedisError)
    if (broken) return transactionDiscarded()
    return commands.map((command) => this.call(command))
  }

  /** Frees what has expired. */
  sweep(): void {
    this.#database.keys.sweep()
  }

  #run(command: Command, caller: Caller): Reply {
    const found = this.#find(command)
    if (found instanceof RedisError) return caller === "client" ? found : wordedForScripts(command, found)
    try {
      if (caller !== "client") checkScriptMayRun(command, found.spec, caller)
      if (found.spec.effect === "grow") this.#limit.admit(command)
      const reply = found.spec.run(new Arguments(found.args), this.#database)
      if (found.spec.effect === "write") this.#limit.noteFreed()
      return reply
    } catch (error) {
      if (error instanceof RedisError) return error
      throw error
    }
  }

  #find(command: Command): { spec: CommandSpec; args: Bytes[] } | RedisError {
    const [word, ...args] = command
    const name = word.toLowerCase()
    if (containers.has(name)) return this.#findSubcommand(name, args)
    const spec = name.includes("|") ? undefined : this.#table.get(name)
    if (!spec) return unknownCommand(command)
    return fitsArity(spec, command.length) ? { spec, args } : wrongArity(name)
  }

  #findSubcommand(
    container: Bytes,
    words: readonly Bytes[],
  ): { spec: CommandSpec; args: Bytes[] } | RedisError {
    const [word, ...args] = words
    if (word === undefined) return wrongArity(container)
    const name = `${container}|${word.toLowerCase()}`
    const spec = this.#table.get(name)
    if (!spec) {
      return new RedisError(`ERR unknown subcommand '${word}'. Try ${container.toUpperCase()} HELP.`)
    }
    return fitsArity(spec, words.length + 1) ? { spec, args } : wrongArity(name)
  }
}

const dataCommands: CommandTable = {
  ...serverCommands,
  ...keyCommands,
  ...stringCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...sortedSetRangeCommands,
  ...listCommands,
  ...streamCommands,
  ...pubsubCommands,
}

function unknownCommand([name, ...args]: Command): RedisError {
  let shown = ""
  for (const arg of args) {
    // Redis shows about 128 bytes of arguments and then stops.
    if (shown.length >= 128) break
    shown += `'${arg.slice(0, 128 - shown.length)}' `
  }
  return new RedisError(`ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`)
}

/** The same refusals have other words inside a script. */
function wordedForScripts([name]: Command, error: RedisError): RedisError {
  if (isRefused(name)) return notAllowed()
  const isArity = error.message.startsWith("ERR wrong number")
  return new RedisError(
    isArity
      ? "ERR Wrong number of args calling Redis command from script"
      : "ERR Unknown Redis command called from script",
  )
}

function checkScriptMayRun([name]: Command, spec: CommandSpec, caller: Caller): void {
  const lowerName = name.toLowerCase()
  if (notFromScripts.has(lowerName)) throw notAllowed()
  if (caller === "read-only script" && (spec.effect !== "read" || lowerName === "publish")) {
    throw new RedisError("ERR Write commands are not allowed from read-only scripts.")
  }
}

function notAllowed(): RedisError {
  return new RedisError("ERR This Redis command is not allowed from script")
}
