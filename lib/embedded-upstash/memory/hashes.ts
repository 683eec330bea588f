import type { Bytes } from "../bytes"
import { OK, RedisError, type Reply, wrongArity } from "../reply"
import { type Arguments, checkInteger, parseBigInteger } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"
import { matchesGlob } from "./glob"
import { readScan } from "./scan"

/** A command that reads one hash. Without the key it reads an empty one. */
function reading(arity: number, read: (hash: Map<Bytes, Bytes>, args: Arguments) => Reply): CommandSpec {
  return {
    arity,
    effect: "read",
    run: (args, { keys }) => read(keys.read(args.string(), "hash") ?? new Map(), args),
  }
}

function setFields(args: Arguments, { keys }: Database, name: string): number {
  const key = args.string()
  const pairs = args.pairs(() => wrongArity(name))
  const hash = keys.open(key, "hash")
  const before = hash.size
  for (const [field, value] of pairs) hash.set(field, value)
  return hash.size - before
}

function deleteFields(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const hash = keys.read(key, "hash")
  if (!hash) return 0
  const deleted = args.rest().filter((field) => hash.delete(field)).length
  if (hash.size === 0) keys.delete(key)
  return deleted
}

function incrementField(args: Arguments, { keys }: Database): Reply {
  const [key, field] = [args.string(), args.string()]
  const by = parseBigInteger(args.string())
  const current = readNumber(keys.read(key, "hash")?.get(field) ?? "0")
  const next = checkInteger(current + by, () => new RedisError("ERR increment or decrement would overflow"))
  keys.open(key, "hash").set(field, String(next))
  return Number(next)
}

function readNumber(value: Bytes): bigint {
  try {
    return parseBigInteger(value)
  } catch {
    throw new RedisError("ERR hash value is not an integer")
  }
}

/** Always one page: a hash of the size that this engine is for does not need more. */
function scanFields(hash: Map<Bytes, Bytes>, args: Arguments): Reply {
  const { pattern } = readScan(args)
  return ["0", [...hash].filter(([field]) => matchesGlob(pattern, field)).flat()]
}

export const hashCommands: CommandTable = {
  hset: { arity: -4, effect: "grow", run: (args, database) => setFields(args, database, "hset") },
  hmset: {
    arity: -4,
    effect: "grow",
    run(args, database) {
      setFields(args, database, "hmset")
      return OK
    },
  },
  hsetnx: {
    arity: 4,
    effect: "grow",
    run(args, { keys }) {
      const [key, field, value] = [args.string(), args.string(), args.string()]
      if (keys.read(key, "hash")?.has(field)) return 0
      keys.open(key, "hash").set(field, value)
      return 1
    },
  },
  hget: reading(3, (hash, args) => hash.get(args.string()) ?? null),
  hmget: reading(-3, (hash, args) => args.rest().map((field) => hash.get(field) ?? null)),
  hgetall: reading(2, (hash) => [...hash].flat()),
  hdel: { arity: -3, effect: "write", run: deleteFields },
  hexists: reading(3, (hash, args) => Number(hash.has(args.string()))),
  hlen: reading(2, (hash) => hash.size),
  hstrlen: reading(3, (hash, args) => hash.get(args.string())?.length ?? 0),
  hkeys: reading(2, (hash) => [...hash.keys()]),
  hvals: reading(2, (hash) => [...hash.values()]),
  hincrby: { arity: 4, effect: "grow", run: incrementField },
  hscan: reading(-3, scanFields),
}
