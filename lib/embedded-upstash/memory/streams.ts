import type { Bytes } from "../bytes"
import { RedisError, type Reply, syntaxError, wrongArity } from "../reply"
import type { Arguments } from "./arguments"
import type { CommandTable, Database } from "./command"
import { formatId, lastPossibleId, Stream, type StreamEntry, type StreamId, type TrimRule } from "./stream"
import { nextId, parseId, parseRangeStart, parseRangeStop } from "./stream-ids"

function takeTrimRule(args: Arguments): TrimRule | undefined {
  const strategy = args.option("MAXLEN", "MINID")
  if (strategy === undefined) return undefined
  const approximate = args.left > 0 && takeExactness(args) === "~"
  const rule = strategy === "MAXLEN" ? keepLength(args, approximate) : keepFrom(args, approximate)
  if (args.option("LIMIT") === undefined) return rule
  // LIMIT spares a busy Redis from trimming much at once; here it is read and has no effect.
  args.integer()
  if (!approximate)
    throw new RedisError("ERR syntax error, LIMIT cannot be used without the special ~ option")
  return rule
}

function takeExactness(args: Arguments): "=" | "~" | undefined {
  return args.option("=", "~")
}

function keepLength(args: Arguments, approximate: boolean): TrimRule {
  const keep = args.integer()
  if (keep < 0) throw new RedisError("ERR The MAXLEN argument must be >= 0.")
  return { by: "length", keep, approximate }
}

function keepFrom(args: Arguments, approximate: boolean): TrimRule {
  return { by: "id", from: parseId(args.string()), approximate }
}

function add(args: Arguments, { keys, now }: Database): Reply {
  const key = args.string()
  let mayCreate = true
  let trim: TrimRule | undefined
  for (;;) {
    const rule = takeTrimRule(args)
    if (rule) trim = rule
    else if (args.option("NOMKSTREAM")) mayCreate = false
    else break
  }
  if (args.left < 3 || args.left % 2 === 0) throw wrongArity("xadd")
  const idWord = args.string()
  // A bad id is an error before another type of value is.
  nextId(idWord, 0n, now())
  const existing = keys.read(key, "stream")
  if (!existing && !mayCreate) return null
  const stream = existing ?? new Stream()
  const id = nextId(idWord, stream.lastId, now())
  stream.append(id, args.rest())
  if (!existing) keys.put(key, "stream", stream)
  if (trim) stream.trim(trim)
  return formatId(id)
}

function range(args: Arguments, { keys }: Database, direction: "forward" | "backward"): Reply {
  const key = args.string()
  const [first, second] = [args.string(), args.string()]
  const start = parseRangeStart(direction === "forward" ? first : second)
  const end = parseRangeStop(direction === "forward" ? second : first)
  const count = args.option("COUNT") ? Math.max(args.integer(), 0) : undefined
  args.end()
  const stream = keys.read(key, "stream")
  if (count === 0) return null
  const found = stream?.between(start, end) ?? []
  if (direction === "backward") found.reverse()
  return found.slice(0, count).map(formatEntry)
}

function formatEntry({ id, fields }: StreamEntry): Reply {
  return [formatId(id), fields]
}

function remove(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const stream = keys.read(key, "stream")
  const ids = args.rest().map((word) => parseId(word))
  return ids.filter((id) => stream?.delete(id)).length
}

function trim(args: Arguments, { keys }: Database): Reply {
  const key = args.string()
  const rule = takeTrimRule(args)
  if (!rule) throw syntaxError()
  args.end()
  return keys.read(key, "stream")?.trim(rule) ?? 0
}

/** Without BLOCK, which never gets here. */
function readStreams(args: Arguments, { keys }: Database): Reply {
  const count = args.option("COUNT") ? Math.max(args.integer(), 0) : 0
  if (!args.option("STREAMS")) throw syntaxError()
  const words = args.rest()
  if (words.length === 0 || words.length % 2 !== 0) {
    throw new RedisError(
      "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.",
    )
  }
  const ids = words.slice(words.length / 2)
  const wanted = words.slice(0, words.length / 2).map((key, index) => {
    const stream = keys.read(key, "stream")
    return { key, stream, after: parseCursor(ids[index] ?? "$", stream) }
  })
  const answers = wanted.flatMap(({ key, stream, after }): Reply[] => {
    const found = stream?.between(after + 1n, lastPossibleId).slice(0, count || undefined) ?? []
    return found.length > 0 ? [[key, found.map(formatEntry)]] : []
  })
  return answers.length > 0 ? answers : null
}

function parseCursor(word: Bytes, stream: Stream | undefined): StreamId {
  return word === "$" ? (stream?.lastId ?? 0n) : parseId(word)
}

/** The short form of XINFO STREAM. The two radix-tree numbers are what a small stream has in Redis. */
function describe(args: Arguments, { keys }: Database): Reply {
  const stream = keys.read(args.string(), "stream")
  args.end()
  if (!stream) throw new RedisError("ERR no such key")
  const blocks = Math.ceil(stream.length / 100)
  return [
    ...["length", stream.length, "radix-tree-keys", blocks, "radix-tree-nodes", blocks + 1],
    ...["last-generated-id", formatId(stream.lastId), "max-deleted-entry-id", formatId(stream.maxDeletedId)],
    ...["entries-added", stream.entriesAdded, "recorded-first-entry-id", formatId(stream.first?.id ?? 0n)],
    ...["groups", 0, "first-entry", stream.first ? formatEntry(stream.first) : null],
    ...["last-entry", stream.last ? formatEntry(stream.last) : null],
  ]
}

/** XADD, XRANGE and their relatives. There are no consumer groups: nobody here is a worker in a queue. */
export const streamCommands: CommandTable = {
  xadd: { arity: -5, effect: "grow", run: add },
  xrange: { arity: -4, effect: "read", run: (args, database) => range(args, database, "forward") },
  xrevrange: { arity: -4, effect: "read", run: (args, database) => range(args, database, "backward") },
  xlen: {
    arity: 2,
    effect: "read",
    run: (args, { keys }) => keys.read(args.string(), "stream")?.length ?? 0,
  },
  xdel: { arity: -3, effect: "write", run: remove },
  xtrim: { arity: -4, effect: "write", run: trim },
  xread: { arity: -4, effect: "read", run: readStreams },
  "xinfo|stream": { arity: -3, effect: "read", run: describe },
}
