import type { Bytes } from "../bytes"
import { formatFloat } from "../format-float"
import { RedisError, type Reply, syntaxError } from "../reply"
import { type Arguments, parseFloatStrictly } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"
import { matchesGlob } from "./glob"
import { readScan } from "./scan"
import { SortedSet } from "./sorted-set"
import { formatScored } from "./sorted-set-ranges"

type AddFlag = "NX" | "XX" | "GT" | "LT" | "CH" | "INCR"

function readAddFlags(args: Arguments): Set<AddFlag> {
  const flags = new Set<AddFlag>()
  for (let flag = takeAddFlag(args); flag !== undefined; flag = takeAddFlag(args)) flags.add(flag)
  return flags
}

function takeAddFlag(args: Arguments): AddFlag | undefined {
  return args.option("NX", "XX", "GT", "LT", "CH", "INCR")
}

function checkAddFlags(flags: Set<AddFlag>, pairs: number): void {
  if (flags.has("NX") && flags.has("XX")) {
    throw new RedisError("ERR XX and NX options at the same time are not compatible")
  }
  if ((flags.has("GT") && (flags.has("LT") || flags.has("NX"))) || (flags.has("LT") && flags.has("NX"))) {
    throw new RedisError("ERR GT, LT, and/or NX options at the same time are not compatible")
  }
  if (flags.has("INCR") && pairs > 1) {
    throw new RedisError("ERR INCR option supports a single increment-element pair")
  }
}

/** Whether the flags let this member take this score. */
function permits(flags: Set<AddFlag>, current: number | undefined, next: number): boolean {
  if (current === undefined) return !flags.has("XX")
  if (flags.has("NX")) return false
  if (flags.has("GT") && next <= current) return false
  return !(flags.has("LT") && next >= current)
}

function add(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const flags = readAddFlags(args)
  if (args.left === 0) throw syntaxError()
  const pairs = args.pairs(syntaxError)
  checkAddFlags(flags, pairs.length)
  // All scores are read before the first one is stored: a bad one leaves nothing behind.
  const wanted = pairs.map(([score, member]) => ({ score: parseFloatStrictly(score), member }))
  const set = keys.read(key, "zset") ?? new SortedSet()
  const outcome = flags.has("INCR") ? addUp(set, flags, wanted) : addAll(set, flags, wanted)
  if (set.size > 0 && !keys.has(key)) keys.put(key, "zset", set)
  return outcome
}

function addAll(set: SortedSet, flags: Set<AddFlag>, wanted: { score: number; member: Bytes }[]): number {
  let added = 0
  let changed = 0
  for (const { score, member } of wanted) {
    const current = set.scoreOf(member)
    if (!permits(flags, current, score)) continue
    if (current === undefined) added += 1
    else if (current !== score) changed += 1
    set.set(member, score)
  }
  return flags.has("CH") ? added + changed : added
}

/** ZADD … INCR: the new score, or null if the flags forbid it. */
function addUp(set: SortedSet, flags: Set<AddFlag>, wanted: { score: number; member: Bytes }[]): Reply {
  const [pair] = wanted
  if (!pair) throw syntaxError()
  const current = set.scoreOf(pair.member)
  // Asked before the sum is looked at, as in Redis: what must not be touched cannot be NaN either.
  if (current !== undefined && flags.has("NX")) return null
  const next = (current ?? 0) + pair.score
  if (Number.isNaN(next)) throw new RedisError("ERR resulting score is not a number (NaN)")
  if (!permits(flags, current, next)) return null
  set.set(pair.member, next)
  return formatFloat(next)
}

function increment(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const score = args.float()
  const set = keys.read(key, "zset") ?? new SortedSet()
  const outcome = addUp(set, new Set(["INCR"]), [{ score, member: args.string() }])
  if (!keys.has(key)) keys.put(key, "zset", set)
  return outcome
}

function remove(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const set = keys.read(key, "zset")
  if (!set) return 0
  const removed = args.rest().filter((member) => set.delete(member)).length
  if (set.size === 0) keys.delete(key)
  return removed
}

function pop(side: "min" | "max"): CommandSpec {
  return {
    arity: -2,
    effect: "write",
    run(args, { keys }) {
      const key = args.string()
      const count = args.left > 0 ? args.count() : 1
      args.end()
      const set = keys.read(key, "zset")
      if (!set) return []
      const popped =
        side === "min" ? set.slice(0, count) : set.slice(Math.max(set.size - count, 0), set.size).reverse()
      for (const { member } of popped) set.delete(member)
      if (set.size === 0) keys.delete(key)
      return formatScored(popped, true)
    },
  }
}

function reading(arity: number, read: (set: SortedSet, args: Arguments) => Reply): CommandSpec {
  return {
    arity,
    effect: "read",
    run: (args, { keys }) => read(keys.read(args.string(), "zset") ?? new SortedSet(), args),
  }
}

function formatScore(score: number | undefined): Reply {
  return score === undefined ? null : formatFloat(score)
}

function scan(set: SortedSet, args: Arguments): Reply {
  const { pattern } = readScan(args)
  const elements = set.slice(0, set.size).filter(({ member }) => matchesGlob(pattern, member))
  return ["0", formatScored(elements, true)]
}

export const sortedSetCommands: CommandTable = {
  zadd: { arity: -4, effect: "grow", run: add },
  zincrby: { arity: 4, effect: "grow", run: increment },
  zrem: { arity: -3, effect: "write", run: remove },
  zcard: reading(2, (set) => set.size),
  zscore: reading(3, (set, args) => formatScore(set.scoreOf(args.string()))),
  zmscore: reading(-3, (set, args) => args.rest().map((member) => formatScore(set.scoreOf(member)))),
  zrank: reading(3, (set, args) => set.rankOf(args.string()) ?? null),
  zrevrank: reading(3, (set, args) => {
    const rank = set.rankOf(args.string())
    return rank === undefined ? null : set.size - 1 - rank
  }),
  zpopmin: pop("min"),
  zpopmax: pop("max"),
  zscan: reading(-3, scan),
}
