import { type ErrorCode, isErrorCode } from "../core/errors"
import { asFields, parseJson } from "../core/wire"
import type { Counted, Counting } from "./counting"
import type { Keys } from "./keys"
import { type PresenceTimes, roomArgs, roomKeys, type Shown, type Swept, timesArgs } from "./presence"
import { type RunScript, unlessRefused } from "./redis"
import { KEEP_SECONDS } from "./scripts/keep"
import { COUNT_OPEN, FIND_OPEN, FORESEE, LIST_OPEN, LIST_OPEN_OF, RELEASE, WATCH } from "./scripts/lease"
import { SWEEP } from "./scripts/presence"
import { type Standing, standingArgs } from "./standing"

/** How many connections may be open at once. */
export interface ConnectionLimits {
  /** Of one person, and of one API key, wherever they connect from. */
  readonly perPerson: number
  /** Of strangers at one address. People and keys are not among them, so that strangers cannot use up their places. */
  readonly perAddress: number
}

/** How a stream is read: by the browser's own `EventSource`, or by whatever can send headers, as `fetch`. */
export type Transport = "fetch" | "event-source"

/** One open connection, as it is counted and listed. */
export interface OpenInfo {
  readonly id: string
  /** `null` for somebody who was not recognised. */
  readonly identity: string | null
  readonly address: string
  readonly transport: Transport
  readonly channels: readonly string[]
  /** Those on which others see it. */
  readonly present?: readonly string[]
  /** Milliseconds since 1970. */
  readonly since: number
  /** Where the app keeps its own record of whoever has it: a key of Redis, and nothing to be shown. */
  readonly record?: string
}

/** A connection that asks to be counted. */
export interface Admission {
  readonly info: OpenInfo
  readonly standing: Standing | undefined
  readonly limits: ConnectionLimits
  /** The channels whose people it sees, and what they see of it. */
  readonly shown?: readonly Shown[]
  /** The connection whose place it takes. Where that one is ended, by its id, so is this one. */
  readonly renews?: string
}

/** Whether a connection would be admitted just now, and what the app keeps of its person. */
export interface Outlook {
  /** What it would be refused with. */
  readonly code: ErrorCode | undefined
  readonly record: string | null
}

/** One open connection, and what the app keeps of whoever has it. */
export interface FoundOpen {
  readonly connection: OpenInfo
  readonly record: string | null
}

/** Counts open connections across instances. */
export interface Leases {
  /**
   * Counts an attempt of a token that stands, asks whether a connection would be admitted, and reads the app's
   * record of its person: one Redis command for all. The connection is not counted: whoever goes on has to be
   * admitted all the same.
   *
   * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
   */
  foresee(connection: Admission, attempt?: Counted): Promise<Outlook>
  /**
   * Says again that these connections are open: one Redis command for all.
   *
   * @returns per connection the code with which it must end, or `undefined`.
   * @throws Sock8Error `UNAVAILABLE`
   */
  watch(connections: readonly Admission[]): Promise<ReadonlyArray<ErrorCode | undefined>>
  /** Stops counting a connection, and takes it out of the channels that showed it. Where Redis cannot be reached its lease ends by itself. */
  release(connection: OpenInfo): Promise<void>
  /** All open connections of all instances, oldest first: what this costs grows with all of them. */
  list(): Promise<OpenInfo[]>
  /** The open connections of some people and keys, oldest first: one Redis command, whatever others have open. */
  listOf(identities: readonly string[]): Promise<OpenInfo[]>
  /** How many of some connections are open: one Redis command. */
  countOpen(ids: readonly string[]): Promise<number>
  /** One of them, and the app's record of whoever has it: one Redis command. `undefined` where it is not open. */
  find(id: string): Promise<FoundOpen | undefined>
}

/** What leases are made of. */
export interface LeasesOptions extends PresenceTimes {
  readonly keys: Keys
  readonly run: RunScript
  readonly counting: Counting
  /** Told what a look at the people of channels found. */
  readonly onSwept?: (swept: readonly Swept[]) => void
  /** Told of channels that showed a connection which has ended. */
  readonly onLeft?: (channels: readonly string[]) => void
}

/** Makes the leases of one app. */
export function createLeases(options: LeasesOptions): Leases {
  const { keys, run, counting, onSwept = () => undefined, onLeft = () => undefined } = options

  /** Looks at the people of channels that did not fit into the question; where that fails, the next round does. */
  async function sweep(rooms: readonly string[]): Promise<void> {
    const channelKeys = rooms.flatMap((channel) => roomKeys(keys, channel))
    const args = [...timesArgs(options), ...rooms.flatMap((channel) => roomArgs(keys, channel))]
    onSwept(readSwept(rooms, await run(SWEEP, [keys.open, ...channelKeys], args).catch(() => [])))
  }

  return {
    async foresee({ info, standing: held, limits }, attempt) {
      const standing = standingArgs(keys, held)
      const read = [...standing.keys, countedIn(keys, info), info.record ?? NOBODY]
      const [code, record] = await counting(attempt, async ({ key, args }) =>
        unlessRefused(await run(FORESEE, [...read, key], [...standing.args, maxOf(info, limits), ...args])),
      )
      return {
        code: isErrorCode(code) ? code : undefined,
        record: typeof record === "string" ? record : null,
      }
    },
    async watch(connections) {
      const all = roomsOf(connections)
      const rooms = all.slice(0, MAX_ROOMS)
      const answer = await run(
        WATCH,
        [
          ...[keys.open, keys.openDetails],
          ...connections.flatMap((connection) => watchedKeys(keys, connection)),
          ...rooms.flatMap((channel) => roomKeys(keys, channel)),
        ],
        [
          ...[String(KEEP_SECONDS.lease), String(connections.length), ...timesArgs(options)],
          ...connections.flatMap((connection) => watchedArgs(keys, connection)),
          ...rooms.flatMap((channel) => roomArgs(keys, channel)),
        ],
      )
      const [answered, swept] = Array.isArray(answer) ? answer : []
      const codes: unknown[] = Array.isArray(answered) ? answered : []
      onSwept(readSwept(rooms, swept))
      for (let at = MAX_ROOMS; at < all.length; at += MAX_ROOMS) await sweep(all.slice(at, at + MAX_ROOMS))
      return connections.map((_, index) => (isErrorCode(codes[index]) ? codes[index] : undefined))
    },
    async release(connection) {
      const { id, present = [] } = connection
      const rooms = present.flatMap((channel) => roomKeys(keys, channel))
      const args = [id, ...present.flatMap((channel) => roomArgs(keys, channel))]
      await run(RELEASE, [keys.open, keys.openDetails, countedIn(keys, connection), ...rooms], args).catch(
        () => undefined,
      )
      onLeft(present)
    },
    async list() {
      const answer = await run(LIST_OPEN, [keys.open, keys.openDetails], [])
      const flat: unknown[] = Array.isArray(answer) ? answer : []
      return readInfos(flat.filter((_, index) => index % 2 === 1))
    },
    async listOf(identities) {
      if (identities.length === 0) return []
      const answer = await run(LIST_OPEN_OF, [keys.openDetails, ...identities.map(keys.openOfPerson)], [])
      return readInfos(Array.isArray(answer) ? answer : [])
    },
    async countOpen(ids) {
      return ids.length === 0 ? 0 : Number(await run(COUNT_OPEN, [keys.open], [...ids]))
    },
    async find(id) {
      const answer = await run(FIND_OPEN, [keys.open, keys.openDetails], [id])
      const [details, record]: unknown[] = Array.isArray(answer) ? answer : []
      const connection = readInfo(details)
      return connection && { connection, record: typeof record === "string" ? record : null }
    },
  }
}

/** Stands in a key where there is nobody: no id can be it. */
const NOBODY = "."

/** Keys and arguments with which the Lua of `scripts/lease.ts` counts one more connection. */
export function leaseArgs(
  keys: Keys,
  { info, limits, renews = NOBODY }: Admission,
): { keys: string[]; args: string[] } {
  return {
    keys: [countedIn(keys, info), keys.open, keys.openDetails, keys.revoked(renews)],
    args: [info.id, String(KEEP_SECONDS.lease), maxOf(info, limits), JSON.stringify(info)],
  }
}

/** The set that a connection is counted in: one for each person and key, and one for the strangers of each address. */
function countedIn(keys: Keys, { identity, address }: OpenInfo): string {
  return identity === null ? keys.openOfAddress(address) : keys.openOfPerson(identity)
}

function maxOf({ identity }: OpenInfo, { perPerson, perAddress }: ConnectionLimits): string {
  return String(identity === null ? perAddress : perPerson)
}

/** Most channels whose people are looked at in one command. */
const MAX_ROOMS = 500

function roomsOf(connections: readonly Admission[]): string[] {
  const names = connections.flatMap(({ shown = [] }) => shown.map(({ channel }) => channel))
  return [...new Set(names)]
}

function readSwept(rooms: readonly string[], answer: unknown): Swept[] {
  const rows: unknown[] = Array.isArray(answer) ? answer : []
  return rooms.flatMap((channel, index) => {
    const row = rows[index]
    return Array.isArray(row) ? [{ channel, version: Number(row[0]) }] : []
  })
}

function watchedKeys(keys: Keys, { info, standing }: Admission): string[] {
  return [...standingArgs(keys, standing).keys, keys.revoked(info.id), countedIn(keys, info)]
}

function watchedArgs(keys: Keys, { info, standing }: Admission): string[] {
  return [info.id, JSON.stringify(info), ...standingArgs(keys, standing).args]
}

function readInfos(details: readonly unknown[]): OpenInfo[] {
  return details.flatMap((text) => readInfo(text) ?? []).sort((a, b) => a.since - b.since)
}

function readInfo(text: unknown): OpenInfo | undefined {
  const { id, identity, address, transport, channels, present, since } =
    asFields(typeof text === "string" ? parseJson(text) : undefined) ?? {}
  if (typeof id !== "string" || typeof address !== "string" || typeof since !== "number") return undefined
  const shown = textsOf(present)
  return {
    ...{ id, identity: typeof identity === "string" ? identity : null, address, since },
    ...{ channels: textsOf(channels), ...(shown.length > 0 ? { present: shown } : {}) },
    transport: transport === "event-source" ? transport : "fetch",
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : []
}
