import type { Command } from "../backend"
import type { Bytes } from "../bytes"
import { scriptFlags, scriptHash, withoutShebang } from "../lua/source"
import { RedisError, type Reply } from "../reply"

/**
 * Lets scripts written for Upstash run in a plain Redis.
 *
 * `@upstash/ratelimit` begins its scripts with `#!lua flags=allow-key-locking`, a flag that only Upstash knows.
 * Without that line a script has another hash, so the hashes that clients send and see are exchanged.
 */
export class ScriptAliases {
  readonly #strippedHashes = new Map<string, string>()

  /** The command as Redis should get it. */
  translate(command: Command): Command {
    const [name, first, ...rest] = command
    if (first === undefined) return command
    switch (name.toUpperCase()) {
      case "EVAL":
      case "EVAL_RO":
        return [name, this.#strip(first), ...rest]
      case "EVALSHA":
      case "EVALSHA_RO":
        return [name, this.#strippedHash(first), ...rest]
      case "SCRIPT":
        return [name, first, ...this.#translateScriptCommand(first, rest)]
      default:
        return command
    }
  }

  /** The reply as the client should get it, naming the hash that the client knows. */
  translateReply(command: Command, reply: Reply): Reply {
    const [name, subcommand = "", source = ""] = command
    if (reply instanceof RedisError) return this.#translateError(reply)
    const isLoad = name.toUpperCase() === "SCRIPT" && subcommand.toUpperCase() === "LOAD"
    return isLoad ? scriptHash(source) : reply
  }

  #translateScriptCommand(subcommand: Bytes, args: readonly Bytes[]): Bytes[] {
    if (subcommand.toUpperCase() === "LOAD") return args.map((source) => this.#strip(source))
    return args.map((word) => this.#strippedHash(word))
  }

  #strip(source: Bytes): Bytes {
    if (!scriptFlags(source).includes("allow-key-locking")) return source
    const stripped = withoutShebang(source)
    this.#strippedHashes.set(scriptHash(source), scriptHash(stripped))
    return stripped
  }

  #strippedHash(hash: Bytes): Bytes {
    return this.#strippedHashes.get(hash.toLowerCase()) ?? hash
  }

  #translateError(error: RedisError): RedisError {
    for (const [original, stripped] of this.#strippedHashes) {
      if (error.message.includes(stripped))
        return new RedisError(error.message.replaceAll(stripped, original))
    }
    return error
  }
}
