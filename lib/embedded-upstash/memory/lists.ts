import type { Bytes } from "../bytes"
import { OK, RedisError, type Reply } from "../reply"
import type { Arguments } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"

type Side = "left" | "right"

function push(side: Side, options: { onlyIfExists: boolean }): CommandSpec {
  return {
    arity: -3,
    effect: "grow",
    run(args, { keys }) {
      const key = args.string()
      if (options.onlyIfExists && !keys.read(key, "list")) return 0
      const list = keys.open(key, "list")
      // Each value goes before the one pushed before it, so the last one ends up first.
      if (side === "left") list.unshift(...args.rest().reverse())
      else list.push(...args.rest())
      return list.length
    },
  }
}

function pop(side: Side): CommandSpec {
  return {
    arity: -2,
    effect: "write",
    run(args, { keys }) {
      const key = args.string()
      const count = args.left > 0 ? args.count() : undefined
      if (args.left > 0)
        throw new RedisError(
          `ERR wrong number of arguments for '${side === "left" ? "lpop" : "rpop"}' command`,
        )
      const list = keys.read(key, "list")
      if (!list) return null
      const start = side === "left" ? 0 : Math.max(list.length - (count ?? 1), 0)
      const popped = list.splice(start, count ?? 1)
      if (side === "right") popped.reverse()
      if (list.length === 0) keys.delete(key)
      return count === undefined ? (popped[0] ?? null) : popped
    },
  }
}

/** Start and end of a range in which negative numbers count from the end; `end` is behind the last one. */
export function resolveRange(start: number, stop: number, length: number): { start: number; end: number } {
  const from = start < 0 ? Math.max(length + start, 0) : start
  const last = stop < 0 ? length + stop : Math.min(stop, length - 1)
  return { start: Math.min(from, length), end: Math.max(last + 1, Math.min(from, length)) }
}

function trim(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const [first, last] = [args.integer(), args.integer()]
  const list = keys.read(key, "list")
  if (!list) return OK
  const { start, end } = resolveRange(first, last, list.length)
  list.splice(end)
  list.splice(0, start)
  if (list.length === 0) keys.delete(key)
  return OK
}

function removeEqual(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const count = args.integer()
  const value = args.string()
  const list = keys.read(key, "list")
  if (!list) return 0
  const found = list.flatMap((element, index) => (element === value ? [index] : []))
  const unwanted = new Set(count === 0 ? found : count > 0 ? found.slice(0, count) : found.slice(count))
  const kept = list.filter((_element, index) => !unwanted.has(index))
  list.splice(0, list.length, ...kept)
  if (list.length === 0) keys.delete(key)
  return unwanted.size
}

function range(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const [first, last] = [args.integer(), args.integer()]
  const list = keys.read(key, "list") ?? []
  const { start, end } = resolveRange(first, last, list.length)
  return list.slice(start, end)
}

function at(list: readonly Bytes[], index: number): Bytes | null {
  return list.at(index) ?? null
}

function setAt(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const index = args.integer()
  const list = keys.read(key, "list")
  if (!list) throw new RedisError("ERR no such key")
  const position = index < 0 ? list.length + index : index
  if (position < 0 || position >= list.length) throw new RedisError("ERR index out of range")
  list[position] = args.string()
  return OK
}

export const listCommands: CommandTable = {
  lpush: push("left", { onlyIfExists: false }),
  rpush: push("right", { onlyIfExists: false }),
  lpushx: push("left", { onlyIfExists: true }),
  rpushx: push("right", { onlyIfExists: true }),
  lpop: pop("left"),
  rpop: pop("right"),
  lrange: { arity: 4, effect: "read", run: range },
  llen: { arity: 2, effect: "read", run: (args, { keys }) => keys.read(args.string(), "list")?.length ?? 0 },
  ltrim: { arity: 4, effect: "write", run: trim },
  lrem: { arity: 4, effect: "write", run: removeEqual },
  lset: { arity: 4, effect: "grow", run: setAt },
  lindex: {
    arity: 3,
    effect: "read",
    run(args, { keys }) {
      const key = args.string()
      const index = args.integer()
      return at(keys.read(key, "list") ?? [], index)
    },
  },
}
