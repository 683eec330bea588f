import type { Bytes } from "../bytes"
import { OK, RedisError, type Reply, syntaxError, wrongArity } from "../reply"
import { type Arguments, checkInteger, parseBigInteger } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"
import { invalidExpiry, takeExpiry, toTimestamp } from "./expiry"

interface SetOptions {
  condition: "NX" | "XX" | undefined
  get: boolean
  keepTtl: boolean
  expiresAt: number | undefined
}

function readSetOptions(args: Arguments, now: number): SetOptions {
  const options: SetOptions = { condition: undefined, get: false, keepTtl: false, expiresAt: undefined }
  while (args.left > 0) {
    const expiresAt = takeExpiry(args, now, "set")
    if (expiresAt !== undefined) {
      if (options.keepTtl || options.expiresAt !== undefined) throw syntaxError()
      options.expiresAt = expiresAt
      continue
    }
    const option = args.option("NX", "XX", "GET", "KEEPTTL")
    if (option === "GET") options.get = true
    else if (option === "KEEPTTL" && options.expiresAt === undefined) options.keepTtl = true
    else if (option === "NX" && options.condition !== "XX") options.condition = "NX"
    else if (option === "XX" && options.condition !== "NX") options.condition = "XX"
    else throw syntaxError()
  }
  return options
}

function set(args: Arguments, { keys, now }: Database): Reply {
  const key = args.string()
  const value = args.string()
  const options = readSetOptions(args, now())
  const previous = options.get ? (keys.read(key, "string") ?? null) : null
  const refused = options.condition !== undefined && keys.has(key) !== (options.condition === "XX")
  if (!refused) keys.put(key, "string", value, options.keepTtl ? keys.expiryOf(key) : options.expiresAt)
  if (options.get) return previous
  return refused ? null : OK
}

function setWithExpiry(name: "setex" | "psetex", unit: number): CommandSpec {
  return {
    arity: 4,
    effect: "grow",
    run(args, { keys, now }) {
      const key = args.string()
      const amount = args.integer()
      if (amount <= 0) throw invalidExpiry(name)
      keys.put(key, "string", args.string(), toTimestamp(amount, unit, now(), name))
      return OK
    },
  }
}

function getAndExpire(args: Arguments, { keys, now }: Database): Reply {
  const key = args.string()
  const expiresAt = takeExpiry(args, now(), "getex")
  const persist = expiresAt === undefined && args.option("PERSIST") !== undefined
  args.end()
  const value = keys.read(key, "string")
  if (value === undefined) return null
  if (persist || expiresAt !== undefined) keys.setExpiry(key, expiresAt)
  return value
}

function setMany(args: Arguments, { keys }: Database, name: string): Reply {
  for (const [key, value] of args.pairs(() => wrongArity(name))) keys.put(key, "string", value)
  return OK
}

function increment(arity: number, amount: (args: Arguments) => bigint): CommandSpec {
  return {
    arity,
    effect: "grow",
    run(args, { keys }) {
      const key = args.string()
      const by = amount(args)
      const current = parseBigInteger(keys.read(key, "string") ?? "0")
      const next = checkInteger(current + by, overflow)
      keys.put(key, "string", String(next), keys.expiryOf(key))
      return Number(next)
    },
  }
}

function negated(word: Bytes): bigint {
  return checkInteger(-parseBigInteger(word), () => new RedisError("ERR decrement would overflow"))
}

function overflow(): RedisError {
  return new RedisError("ERR increment or decrement would overflow")
}

function slice(value: Bytes, start: number, end: number): Bytes {
  if (start < 0 && end < 0 && start > end) return ""
  const from = start < 0 ? Math.max(value.length + start, 0) : start
  const to = end < 0 ? Math.max(value.length + end, 0) : end
  return value.slice(from, to + 1)
}

export const stringCommands: CommandTable = {
  set: { arity: -3, effect: "grow", run: set },
  setnx: {
    arity: 3,
    effect: "grow",
    run(args, { keys }) {
      const key = args.string()
      if (keys.has(key)) return 0
      keys.put(key, "string", args.string())
      return 1
    },
  },
  setex: setWithExpiry("setex", 1000),
  psetex: setWithExpiry("psetex", 1),
  get: { arity: 2, effect: "read", run: (args, { keys }) => keys.read(args.string(), "string") ?? null },
  getset: {
    arity: 3,
    effect: "grow",
    run(args, { keys }) {
      const key = args.string()
      const previous = keys.read(key, "string") ?? null
      keys.put(key, "string", args.string())
      return previous
    },
  },
  getdel: {
    arity: 2,
    effect: "write",
    run(args, { keys }) {
      const key = args.string()
      const value = keys.read(key, "string") ?? null
      keys.delete(key)
      return value
    },
  },
  getex: { arity: -2, effect: "write", run: getAndExpire },
  getrange: {
    arity: 4,
    effect: "read",
    run: (args, { keys }) => {
      const key = args.string()
      const [start, end] = [args.integer(), args.integer()]
      return slice(keys.read(key, "string") ?? "", start, end)
    },
  },
  mget: {
    arity: -2,
    effect: "read",
    run: (args, { keys }) =>
      // A key of another type is as good as none here, unlike everywhere else.
      args.rest().map((key) => (keys.typeOf(key) === "string" ? (keys.read(key, "string") ?? null) : null)),
  },
  mset: { arity: -3, effect: "grow", run: (args, database) => setMany(args, database, "mset") },
  msetnx: {
    arity: -3,
    effect: "grow",
    run(args, { keys }) {
      const pairs = args.pairs(() => wrongArity("msetnx"))
      if (pairs.some(([key]) => keys.has(key))) return 0
      for (const [key, value] of pairs) keys.put(key, "string", value)
      return 1
    },
  },
  incr: increment(2, () => 1n),
  decr: increment(2, () => -1n),
  incrby: increment(3, (args) => parseBigInteger(args.string())),
  decrby: increment(3, (args) => negated(args.string())),
  append: {
    arity: 3,
    effect: "grow",
    run(args, { keys }) {
      const key = args.string()
      const value = (keys.read(key, "string") ?? "") + args.string()
      keys.put(key, "string", value, keys.expiryOf(key))
      return value.length
    },
  },
  strlen: {
    arity: 2,
    effect: "read",
    run: (args, { keys }) => keys.read(args.string(), "string")?.length ?? 0,
  },
}
