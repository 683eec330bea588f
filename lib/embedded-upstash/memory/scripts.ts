import type { Command } from "../backend"
import type { Bytes } from "../bytes"
import type { Interpreter } from "../lua/interpreter"
import { scriptFlags, scriptHash } from "../lua/source"
import { OK, RedisError, type Reply } from "../reply"
import type { Arguments } from "./arguments"
import type { CommandSpec, CommandTable } from "./command"

/** What scripts are run with. */
export interface ScriptEnvironment {
  interpreter: Interpreter
  /** Runs a command for a script; `readOnly` scripts must not write. */
  call(command: Command, readOnly: boolean): Reply
}

/** EVAL and its relatives, with the scripts that they remember. */
export function createScriptCommands({ interpreter, call }: ScriptEnvironment): CommandTable {
  const sources = new Map<string, Bytes>()

  function remember(source: Bytes): string {
    const sha = scriptHash(source)
    const broken = interpreter.compile(sha, source)
    if (broken) throw broken
    sources.set(sha, source)
    return sha
  }

  function evaluating(options: { by: "source" | "hash"; readOnly: boolean }): CommandSpec {
    return {
      arity: -3,
      effect: "read",
      run(args) {
        const script = args.string()
        // Redis looks at the length of a hash before it counts the keys.
        if (options.by === "hash" && script.length !== 40) throw noScript()
        const { keys, values } = readKeysAndValues(args)
        const sha = options.by === "source" ? remember(script) : script.toLowerCase()
        const source = sources.get(sha)
        if (source === undefined) throw noScript()
        const readOnly = options.readOnly || scriptFlags(source).includes("no-writes")
        return interpreter.run({
          sha,
          source,
          keys,
          args: values,
          call: (command) => call(command, readOnly),
        })
      },
    }
  }

  return {
    eval: evaluating({ by: "source", readOnly: false }),
    eval_ro: evaluating({ by: "source", readOnly: true }),
    evalsha: evaluating({ by: "hash", readOnly: false }),
    evalsha_ro: evaluating({ by: "hash", readOnly: true }),
    "script|load": { arity: 3, effect: "read", run: (args) => remember(args.string()) },
    "script|exists": {
      arity: -3,
      effect: "read",
      run: (args) => args.rest().map((sha) => Number(sources.has(sha.toLowerCase()))),
    },
    "script|flush": {
      arity: -2,
      effect: "read",
      run() {
        sources.clear()
        interpreter.flush()
        return OK
      },
    },
  }
}

function noScript(): RedisError {
  return new RedisError("NOSCRIPT No matching script. Please use EVAL.")
}

function readKeysAndValues(args: Arguments): { keys: Bytes[]; values: Bytes[] } {
  const count = args.integer()
  if (count > args.left) throw new RedisError("ERR Number of keys can't be greater than number of args")
  if (count < 0) throw new RedisError("ERR Number of keys can't be negative")
  const words = args.rest()
  return { keys: words.slice(0, count), values: words.slice(count) }
}
