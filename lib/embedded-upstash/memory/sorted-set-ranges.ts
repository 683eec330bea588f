import type { Bytes } from "../bytes"
import { formatFloat } from "../format-float"
import { RedisError, type Reply, syntaxError } from "../reply"
import { type Arguments, parseFloatStrictly, parseInteger } from "./arguments"
import type { CommandSpec, CommandTable } from "./command"
import { resolveRange } from "./lists"
import { type Interval, type Scored, SortedSet } from "./sorted-set"

type By = "rank" | "score" | "lex"

interface RangeQuery {
  by: By
  reverse: boolean
  withScores: boolean
  limit: { offset: number; count: number } | undefined
}

/** `5`, `(5`, `-inf`. */
export function parseScoreInterval(min: Bytes, max: Bytes): Interval {
  const [low, high] = [parseScoreBound(min), parseScoreBound(max)]
  return {
    precedes: ({ score }) => score < low.value || (low.exclusive && score === low.value),
    follows: ({ score }) => score > high.value || (high.exclusive && score === high.value),
  }
}

function parseScoreBound(word: Bytes): { value: number; exclusive: boolean } {
  const exclusive = word.startsWith("(")
  const value = parseFloatStrictly(exclusive ? word.slice(1) : word, "ERR min or max is not a float")
  return { value, exclusive }
}

/** `[a`, `(a`, `-`, `+`: the order of bytes, for members that all have one score. */
export function parseLexInterval(min: Bytes, max: Bytes): Interval {
  const [compareLow, compareHigh] = [parseLexBound(min), parseLexBound(max)]
  return {
    precedes: ({ member }) => compareLow(member, "low") < 0,
    follows: ({ member }) => compareHigh(member, "high") > 0,
  }
}

/** Compares a member with a bound; at an exclusive bound the member is on the outer side. */
type LexBound = (member: Bytes, end: "low" | "high") => number

function parseLexBound(word: Bytes): LexBound {
  if (word === "-") return () => 1
  if (word === "+") return () => -1
  const value = word.slice(1)
  if (!word.startsWith("[") && !word.startsWith("(")) {
    throw new RedisError("ERR min or max not valid string range item")
  }
  const atBound = (end: "low" | "high") => (word.startsWith("[") ? 0 : end === "low" ? -1 : 1)
  return (member, end) => (member === value ? atBound(end) : member < value ? -1 : 1)
}

function readRangeOptions(args: Arguments, allowed: readonly string[], query: RangeQuery): RangeQuery {
  const result = { ...query }
  while (args.left > 0) {
    const option = args.option("BYSCORE", "BYLEX", "REV", "LIMIT", "WITHSCORES")
    if (option === undefined || !allowed.includes(option)) throw syntaxError()
    if (option === "BYSCORE") result.by = "score"
    else if (option === "BYLEX") result.by = "lex"
    else if (option === "REV") result.reverse = true
    else if (option === "WITHSCORES") result.withScores = true
    else result.limit = { offset: args.integer(), count: args.integer() }
  }
  if (result.limit && result.by === "rank") {
    throw new RedisError(
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
    )
  }
  if (result.withScores && result.by === "lex") {
    throw new RedisError("ERR syntax error, WITHSCORES not supported in combination with BYLEX")
  }
  return result
}

function ranging(allowed: readonly string[], defaults: Partial<RangeQuery>): CommandSpec {
  const query: RangeQuery = { by: "rank", reverse: false, withScores: false, limit: undefined, ...defaults }
  return {
    arity: -4,
    effect: "read",
    run(args, { keys }) {
      const [key, start, stop] = [args.string(), args.string(), args.string()]
      const options = readRangeOptions(args, allowed, query)
      const read = parseSelection(start, stop, options)
      const selected = read(keys.read(key, "zset") ?? new SortedSet())
      return formatScored(applyLimit(selected, options.limit), options.withScores)
    },
  }
}

/** Parses the bounds before the key is looked at, as Redis does: a bad bound is an error even without a key. */
function parseSelection(
  start: Bytes,
  stop: Bytes,
  { by, reverse }: RangeQuery,
): (set: SortedSet) => Scored[] {
  if (by === "rank") return selectRanks(start, stop, reverse)
  // Reversed, the higher bound comes first.
  const [min, max] = reverse ? [stop, start] : [start, stop]
  const interval = by === "score" ? parseScoreInterval(min, max) : parseLexInterval(min, max)
  return (set) => (reverse ? set.within(interval).reverse() : set.within(interval))
}

function selectRanks(start: Bytes, stop: Bytes, reverse: boolean): (set: SortedSet) => Scored[] {
  const [first, last] = [parseInteger(start), parseInteger(stop)]
  return (set) => {
    const range = resolveRange(first, last, set.size)
    if (!reverse) return set.slice(range.start, range.end)
    return set.slice(set.size - range.end, set.size - range.start).reverse()
  }
}

function applyLimit(elements: Scored[], limit: RangeQuery["limit"]): Scored[] {
  if (!limit) return elements
  if (limit.offset < 0) return []
  return elements.slice(limit.offset, limit.count < 0 ? undefined : limit.offset + limit.count)
}

/** Members, or members and scores in turn. */
export function formatScored(elements: readonly Scored[], withScores: boolean): Reply {
  return elements.flatMap(({ member, score }) => (withScores ? [member, formatFloat(score)] : [member]))
}

function removing(select: (args: Arguments) => (set: SortedSet) => Scored[]): CommandSpec {
  return {
    arity: 4,
    effect: "write",
    run(args, { keys }) {
      const key = args.string()
      const read = select(args)
      const set = keys.read(key, "zset")
      if (!set) return 0
      const unwanted = read(set)
      for (const { member } of unwanted) set.delete(member)
      if (set.size === 0) keys.delete(key)
      return unwanted.length
    },
  }
}

function counting(parse: (min: Bytes, max: Bytes) => Interval): CommandSpec {
  return {
    arity: 4,
    effect: "read",
    run(args, { keys }) {
      const key = args.string()
      const interval = parse(args.string(), args.string())
      return keys.read(key, "zset")?.within(interval).length ?? 0
    },
  }
}

const byScore = (args: Arguments) => {
  const interval = parseScoreInterval(args.string(), args.string())
  return (set: SortedSet) => set.within(interval)
}

const byLex = (args: Arguments) => {
  const interval = parseLexInterval(args.string(), args.string())
  return (set: SortedSet) => set.within(interval)
}

export const sortedSetRangeCommands: CommandTable = {
  zrange: ranging(["BYSCORE", "BYLEX", "REV", "LIMIT", "WITHSCORES"], {}),
  zrevrange: ranging(["WITHSCORES"], { reverse: true }),
  zrangebyscore: ranging(["WITHSCORES", "LIMIT"], { by: "score" }),
  zrevrangebyscore: ranging(["WITHSCORES", "LIMIT"], { by: "score", reverse: true }),
  zrangebylex: ranging(["LIMIT"], { by: "lex" }),
  zrevrangebylex: ranging(["LIMIT"], { by: "lex", reverse: true }),
  zcount: counting(parseScoreInterval),
  zlexcount: counting(parseLexInterval),
  zremrangebyscore: removing(byScore),
  zremrangebylex: removing(byLex),
  zremrangebyrank: removing((args) => selectRanks(args.string(), args.string(), false)),
}
