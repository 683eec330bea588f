import type { Bytes } from "../bytes"
import type { Reply } from "../reply"
import type { Arguments } from "./arguments"
import type { CommandSpec, CommandTable, Database } from "./command"
import { matchesGlob } from "./glob"
import { readScan } from "./scan"

function reading(arity: number, read: (members: Set<Bytes>, args: Arguments) => Reply): CommandSpec {
  return {
    arity,
    effect: "read",
    run: (args, { keys }) => read(keys.read(args.string(), "set") ?? new Set(), args),
  }
}

function add(args: Arguments, { keys }: Database): Reply {
  const members = keys.open(args.string(), "set")
  const before = members.size
  for (const member of args.rest()) members.add(member)
  return members.size - before
}

function remove({ keys }: Database, key: Bytes, unwanted: Iterable<Bytes>): number {
  const members = keys.read(key, "set")
  if (!members) return 0
  let removed = 0
  for (const member of unwanted) removed += Number(members.delete(member))
  if (members.size === 0) keys.delete(key)
  return removed
}

function pop(args: Arguments, database: Database): Reply {
  const key = args.string()
  const count = args.left > 0 ? args.count() : undefined
  args.end()
  const popped = pickDistinct(database, key, count ?? 1)
  remove(database, key, popped)
  return count === undefined ? (popped[0] ?? null) : popped
}

function randomMember(args: Arguments, database: Database): Reply {
  const key = args.string()
  if (args.left === 0) return pickDistinct(database, key, 1)[0] ?? null
  const count = args.integer()
  args.end()
  return count < 0 ? pickRepeating(database, key, -count) : pickDistinct(database, key, count)
}

function pickDistinct({ keys, random }: Database, key: Bytes, count: number): Bytes[] {
  const members = [...(keys.read(key, "set") ?? [])]
  const picked: Bytes[] = []
  while (picked.length < count && members.length > 0) {
    picked.push(...members.splice(Math.floor(random() * members.length), 1))
  }
  return picked
}

function pickRepeating({ keys, random }: Database, key: Bytes, count: number): Bytes[] {
  const members = [...(keys.read(key, "set") ?? [])]
  const picked: Bytes[] = []
  while (picked.length < count) {
    const member = members[Math.floor(random() * members.length)]
    if (member === undefined) break
    picked.push(member)
  }
  return picked
}

type Combine = (first: Set<Bytes>, second: Set<Bytes>) => Set<Bytes>

const union: Combine = (first, second) => new Set([...first, ...second])
const intersection: Combine = (first, second) => new Set([...first].filter((member) => second.has(member)))
const difference: Combine = (first, second) => new Set([...first].filter((member) => !second.has(member)))

function combined(args: Arguments, { keys }: Database, combine: Combine): Set<Bytes> {
  const [first = new Set<Bytes>(), ...others] = args
    .rest()
    .map((key) => keys.read(key, "set") ?? new Set<Bytes>())
  return others.reduce(combine, first)
}

function combining(combine: Combine): CommandSpec {
  return { arity: -2, effect: "read", run: (args, database) => [...combined(args, database, combine)] }
}

function storing(combine: Combine): CommandSpec {
  return {
    arity: -3,
    effect: "grow",
    run(args, database) {
      const target = args.string()
      const members = new Set(combined(args, database, combine))
      if (members.size === 0) database.keys.delete(target)
      else database.keys.put(target, "set", members)
      return members.size
    },
  }
}

export const setCommands: CommandTable = {
  sadd: { arity: -3, effect: "grow", run: add },
  srem: { arity: -3, effect: "write", run: (args, database) => remove(database, args.string(), args.rest()) },
  smembers: reading(2, (members) => [...members]),
  sismember: reading(3, (members, args) => Number(members.has(args.string()))),
  smismember: reading(-3, (members, args) => args.rest().map((member) => Number(members.has(member)))),
  scard: reading(2, (members) => members.size),
  spop: { arity: -2, effect: "write", run: pop },
  srandmember: { arity: -2, effect: "read", run: randomMember },
  sscan: reading(-3, (members, args) => {
    const { pattern } = readScan(args)
    return ["0", [...members].filter((member) => matchesGlob(pattern, member))]
  }),
  sunion: combining(union),
  sinter: combining(intersection),
  sdiff: combining(difference),
  sunionstore: storing(union),
  sinterstore: storing(intersection),
  sdiffstore: storing(difference),
}
