import { OK, RedisError, type Reply, Status } from "../reply"
import type { Arguments } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"
import { toTimestamp } from "./expiry"
import { matchesGlob } from "./glob"
import { readScan } from "./scan"

interface ExpireOptions {
  nx: boolean
  xx: boolean
  gt: boolean
  lt: boolean
}

function readExpireOptions(args: Arguments): ExpireOptions {
  const words = args.rest().map((word) => ({ word, option: word.toUpperCase() }))
  const unknown = words.find(({ option }) => !["NX", "XX", "GT", "LT"].includes(option))
  if (unknown) throw new RedisError(`ERR Unsupported option ${unknown.word}`)
  const has = (name: string) => words.some(({ option }) => option === name)
  const options = { nx: has("NX"), xx: has("XX"), gt: has("GT"), lt: has("LT") }
  if (options.nx && (options.xx || options.gt || options.lt)) {
    throw new RedisError("ERR NX and XX, GT or LT options at the same time are not compatible")
  }
  if (options.gt && options.lt) {
    throw new RedisError("ERR GT and LT options at the same time are not compatible")
  }
  return options
}

/** A key that never expires counts as one that expires last. */
function permits({ nx, xx, gt, lt }: ExpireOptions, current: number | undefined, next: number): boolean {
  if (nx && current !== undefined) return false
  if (xx && current === undefined) return false
  if (gt && next <= (current ?? Infinity)) return false
  return !(lt && next >= (current ?? Infinity))
}

function expire(name: string, unit: number, from: "now" | "1970"): CommandSpec {
  return {
    arity: -3,
    effect: "write",
    run(args, { keys, now }) {
      const key = args.string()
      const amount = args.integer()
      const options = readExpireOptions(args)
      const expiresAt = toTimestamp(amount, unit, from === "now" ? now() : 0, name)
      if (!keys.has(key) || !permits(options, keys.expiryOf(key), expiresAt)) return 0
      keys.setExpiry(key, expiresAt)
      return 1
    },
  }
}

/** -2 without the key, -1 without an expiry, as Redis has it. */
function timeToLive(answer: (expiresAt: number, now: number) => number): CommandSpec {
  return {
    arity: 2,
    effect: "read",
    run(args, { keys, now }) {
      const key = args.string()
      if (!keys.has(key)) return -2
      const expiresAt = keys.expiryOf(key)
      return expiresAt === undefined ? -1 : answer(expiresAt, now())
    },
  }
}

function scan(args: Arguments, { keys }: Database): Reply {
  const { cursor, pattern, count, type } = readScan(args)
  const page = keys.scan(cursor, count)
  const matching = page.keys.filter(
    (key) => matchesGlob(pattern, key) && (type === undefined || keys.typeOf(key) === type),
  )
  return [String(page.cursor), matching]
}

function countOf(test: (database: Database, key: string) => boolean): CommandSpec["run"] {
  return (args, database) => args.rest().filter((key) => test(database, key)).length
}

const remove = countOf(({ keys }, key) => keys.delete(key))

function flush(args: Arguments, { keys }: Database): Reply {
  args.option("ASYNC", "SYNC")
  args.end()
  keys.clear()
  return OK
}

function rename(args: Arguments, { keys }: Database): Reply {
  if (!keys.rename(args.string(), args.string())) throw new RedisError("ERR no such key")
  return OK
}

function renameIfFree(args: Arguments, { keys }: Database): Reply {
  const [from, to] = [args.string(), args.string()]
  if (!keys.has(from)) throw new RedisError("ERR no such key")
  if (keys.has(to)) return 0
  keys.rename(from, to)
  return 1
}

export const keyCommands: CommandTable = {
  del: { arity: -2, effect: "write", run: remove },
  unlink: { arity: -2, effect: "write", run: remove },
  exists: { arity: -2, effect: "read", run: countOf(({ keys }, key) => keys.has(key)) },
  type: {
    arity: 2,
    effect: "read",
    run: (args, { keys }) => new Status(keys.typeOf(args.string()) ?? "none"),
  },
  expire: expire("expire", 1000, "now"),
  pexpire: expire("pexpire", 1, "now"),
  expireat: expire("expireat", 1000, "1970"),
  pexpireat: expire("pexpireat", 1, "1970"),
  ttl: timeToLive((expiresAt, now) => Math.floor((expiresAt - now + 500) / 1000)),
  pttl: timeToLive((expiresAt, now) => expiresAt - now),
  expiretime: timeToLive((expiresAt) => Math.floor((expiresAt + 500) / 1000)),
  pexpiretime: timeToLive((expiresAt) => expiresAt),
  persist: {
    arity: 2,
    effect: "write",
    run(args, { keys }) {
      const key = args.string()
      if (keys.expiryOf(key) === undefined) return 0
      keys.setExpiry(key, undefined)
      return 1
    },
  },
  keys: {
    arity: 2,
    effect: "read",
    run(args, { keys }) {
      const pattern = args.string()
      return [...keys.names()].filter((key) => matchesGlob(pattern, key))
    },
  },
  scan: { arity: -2, effect: "read", run: scan },
  dbsize: { arity: 1, effect: "read", run: (_args, { keys }) => keys.size },
  flushdb: { arity: -1, effect: "write", run: flush },
  flushall: { arity: -1, effect: "write", run: flush },
  rename: { arity: 3, effect: "write", run: rename },
  renamenx: { arity: 3, effect: "write", run: renameIfFree },
}
