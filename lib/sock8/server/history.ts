import type { Cursor, Position } from "../core/cursor"
import type { Channel } from "../core/tree"
import type { HistoryPage } from "../core/wire"
import type { Counted, Counting } from "./counting"
import { type Entry, toWireMessage } from "./entry"
import { type Heads, headArgs } from "./heads"
import type { Keys } from "./keys"
import { type Admission, leaseArgs } from "./leases"
import { type PresenceTimes, roomArgs, roomKeys, timesArgs } from "./presence"
import { type RoomSnapshot, readSnapshot } from "./presence-snapshot"
import { type RunScript, unlessRefused } from "./redis"
import { KEEP_SECONDS } from "./scripts/keep"
import { ADMIT, READ_BEFORE, READ_SINCE } from "./scripts/read"
import { type Standing, standingArgs } from "./standing"

/** Most messages that one read gives per channel; more are read in further pages. */
export const PAGE = 200
/** Bytes of messages after which one read gives no more; each channel gets one message at least. */
export const PAGE_BYTES = 256 * 1024

/** One channel and the cursor to read on from; without one only its position is read, and its latest message with `latestOnJoin`. */
export interface ReadRequest {
  readonly channel: Channel
  readonly after?: Cursor | undefined
}

/** Where a channel stands, and what was said after the cursor. */
export interface Reading {
  readonly head: Position
  /** Oldest first, at most {@link PAGE}, and about {@link PAGE_BYTES} for all channels of a read. */
  readonly entries: readonly Entry[]
  /** Whether there is more after them. Poison entries are left out, so that counting would not tell. */
  readonly more: boolean
  /** Id up to which everything belongs to epochs before the head's; absent where the epoch began with nothing. */
  readonly cut?: string
}

/** An entry of a channel's log that something else wrote, or that was damaged. */
export interface Poison {
  readonly channel: string
  /** Its Redis id. */
  readonly id: string
}

/** What an admitted connection finds: where its channels stand, and who is on those whose people it sees. */
export interface Admitted {
  readonly readings: ReadonlyArray<Reading | undefined>
  readonly people: readonly RoomSnapshot[]
}

/** One page of what was said, and who reads it. */
export interface PageRequest {
  /** A message's id. */
  readonly before: string | undefined
  readonly limit: number
  readonly standing?: Standing | undefined
  /** What reading counts as; absent for as often as one likes. */
  readonly counted?: Counted | undefined
}

/** Reads what was said. */
export interface History {
  /**
   * Reads many channels in one Redis command. A channel whose keys are broken gives `undefined`.
   *
   * @throws Sock8Error `UNAVAILABLE`
   */
  readSince(requests: readonly ReadRequest[]): Promise<ReadonlyArray<Reading | undefined>>
  /**
   * Admits a connection and reads its channels, in the same one command: its token still stands, and there is
   * room for one more, which counts from now on.
   *
   * @throws Sock8Error `TOKEN_EXPIRED` (rights changed), `REVOKED`, `AUTH_REQUIRED` (signed out),
   * `TOO_MANY_CONNECTIONS`, `UNAVAILABLE`: then nothing was counted.
   */
  admit(admission: Admission, requests: readonly ReadRequest[]): Promise<Admitted>
  /**
   * One page towards the past, oldest first: one Redis command, and none for who is known to read too often.
   *
   * @throws Sock8Error what the reader's token does not stand for any more, `RATE_LIMITED`, `UNAVAILABLE`
   */
  readBefore(channel: Channel, page: PageRequest): Promise<HistoryPage>
}

/** Makes a history over the keys of one app. */
export function createHistory(
  options: PresenceTimes & {
    readonly keys: Keys
    readonly run: RunScript
    readonly counting: Counting
    readonly heads: Heads
    readonly epoch: () => string
    /** Default {@link PAGE_BYTES}. */
    readonly pageBytes?: number
    /** Told once of each entry that is no message of this app. */
    readonly onPoison?: (poison: Poison) => void
  },
): History {
  const { keys, run, counting, heads, epoch, pageBytes = PAGE_BYTES } = options
  const tellPoison = once(options.onPoison ?? (() => undefined))

  function readAll(requests: readonly ReadRequest[], answer: unknown): Array<Reading | undefined> {
    const rows: unknown[] = Array.isArray(answer) ? answer : []
    return requests.map(({ channel: { name } }, index) => {
      const reading = readReading(name, rows[index], tellPoison)
      if (reading) heads.note(name, reading.head)
      return reading
    })
  }

  function readKeys(requests: readonly ReadRequest[]): string[] {
    return requests.flatMap(({ channel: { name } }) => [keys.position(name), keys.log(name)])
  }

  function readArgs(requests: readonly ReadRequest[]): string[] {
    const perChannel = requests.flatMap(({ channel, after }) => [
      after?.id ?? (channel.definition.config.latestOnJoin ? "latest" : ""),
      String(channel.definition.config.expireAfterSeconds ?? KEEP_SECONDS.channel),
      ...headArgs(heads, channel.name),
    ])
    return [epoch(), String(PAGE), String(pageBytes), ...perChannel]
  }

  return {
    async readSince(requests) {
      return readAll(requests, await run(READ_SINCE, readKeys(requests), readArgs(requests)))
    },

    async admit(admission, requests) {
      const standing = standingArgs(keys, admission.standing)
      const lease = leaseArgs(keys, admission)
      const { shown = [] } = admission
      const answer = await run(
        ADMIT,
        [
          ...[...standing.keys, ...lease.keys],
          ...shown.flatMap(({ channel }) => roomKeys(keys, channel)),
          ...readKeys(requests),
        ],
        [
          ...[...standing.args, ...lease.args],
          ...[String(shown.length), ...timesArgs(options)],
          ...shown.flatMap(({ channel, text }) => [...roomArgs(keys, channel), text]),
          ...readArgs(requests),
        ],
      )
      const [people, ...rows] = unlessRefused(answer)
      return {
        readings: readAll(requests, rows),
        people: (Array.isArray(people) ? people : []).map(readSnapshot),
      }
    },

    async readBefore(channel, { before, limit, standing: held, counted }) {
      // Nothing is before the first id, and Redis takes the question for a mistake.
      if (before === "0-0") return { messages: [], next: null }
      const standing = standingArgs(keys, held)
      const start = before === undefined ? "+" : `(${before}`
      const [answered] = await counting(counted, async ({ key, args }) =>
        unlessRefused(
          await run(
            READ_BEFORE,
            [...standing.keys, keys.log(channel.name), key],
            [...standing.args, start, String(limit + 1), ...args],
          ),
        ),
      )
      const rows: unknown[] = Array.isArray(answered) ? answered : []
      const page = rows.slice(0, limit).reverse()
      const entries = page.flatMap((row) => readEntry({ channel: channel.name, epoch: "" }, row, tellPoison))
      return {
        messages: entries.flatMap((entry) => toWireMessage(entry) ?? []),
        next: rows.length > limit ? idOf(page[0]) : null,
      }
    },
  }
}

type TellPoison = (poison: Poison) => void

function readReading(channel: string, row: unknown, tellPoison: TellPoison): Reading | undefined {
  const [epoch, n, id, entries, cut, more] = Array.isArray(row) ? row : []
  if (typeof epoch !== "string" || typeof id !== "string" || !Array.isArray(entries)) return undefined
  const readable = entries.flatMap((entry) => readEntry({ channel, epoch }, entry, tellPoison))
  return {
    head: { epoch, n: Number(n), id },
    entries: readable,
    // A page of nothing but poison has no entry to read on from.
    more: more === "more" && readable.length > 0,
    ...(typeof cut === "string" && cut !== "" && { cut }),
  }
}

function idOf(row: unknown): string | null {
  const [id] = Array.isArray(row) ? row : []
  return typeof id === "string" ? id : null
}

interface Source {
  readonly channel: string
  readonly epoch: string
}

/** Reads one stream entry, `[id, ["n", number, "p", id before, "m", body]]`. One that is no message of ours is passed over. */
function readEntry({ channel, epoch }: Source, row: unknown, tellPoison: TellPoison): Entry[] {
  const [id, fields] = Array.isArray(row) ? row : []
  const entry = typeof id === "string" && Array.isArray(fields) ? parseFields(fields) : undefined
  const read = entry && {
    ...{ channel, position: { id, epoch, n: entry.n } },
    ...{ previous: entry.previous, body: entry.body },
  }
  if (read && toWireMessage(read)) return [read]
  tellPoison({ channel, id: String(id) })
  return []
}

function parseFields(fields: readonly unknown[]): { n: number; previous: string; body: string } | undefined {
  const [number, previous, body] = ["n", "p", "m"].map((name) => String(fields[fields.indexOf(name) + 1]))
  const isNumbered = /^\d+$/.test(number ?? "") && /^\d+-\d+$/.test(previous ?? "")
  return isNumbered ? { n: Number(number), previous: String(previous), body: String(body) } : undefined
}

/** Entries that are told at most once: readers meet the same one again and again. */
const MAX_TOLD = 1_000

function once(tell: TellPoison): TellPoison {
  const told = new Set<string>()
  return (poison) => {
    const key = `${poison.channel} ${poison.id}`
    if (told.has(key) || told.size >= MAX_TOLD) return
    told.add(key)
    tell(poison)
  }
}
