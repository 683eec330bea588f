/**
 * Step 7 of the walk, presence: when somebody is on a channel and when they count as gone. A member stands in
 * Redis and counts while the lease of its connection does, so that a killed process leaves nobody there, and
 * somebody who sits and reads costs nothing. What one process knows of a
 * channel is in `presence-room.ts`. Next step: `revoke.ts`, taking away.
 */
import { Sock8Error } from "../core/errors"
import { MAX_STATE_BYTES } from "../core/presence"
import type { Channel } from "../core/tree"
import type { Sender } from "../core/wire"
import type { Counted, Counting } from "./counting"
import type { Keys } from "./keys"
import { type RoomSnapshot, readSnapshot } from "./presence-snapshot"
import { type RunScript, unlessRefused } from "./redis"
import { LEASE_SECONDS } from "./scripts/keep"
import { ENTER, LEAVE, SWEEP, UPDATE, WHO } from "./scripts/presence"
import { type Standing, standingArgs } from "./standing"
import { validate } from "./validate"

/** How long somebody may be without a connection before they count as gone, in milliseconds: a reload takes less. */
export const GRACE_MS = 5_000
/** Milliseconds within which a channel is not swept again, whichever process did. */
const SKIP_MS = 5_000

/** One channel whose people a connection sees. */
export interface Shown {
  readonly channel: string
  /** What others see of it, as {@link textOf} gives it; `""` to see and not be seen. */
  readonly text: string
}

/** What a sweep found. */
export interface Swept {
  readonly channel: string
  readonly version: number
}

/** Another state of one connection. */
export interface StateUpdate {
  readonly connection: string
  readonly by: Sender
  readonly standing: Standing
  readonly state: unknown
  /** What it counts as. */
  readonly counted: Counted
}

/** Who reads, and what it counts as. */
export interface PresenceReader {
  readonly standing: Standing
  readonly counted: Counted
}

/** Who is on the channels of one app. */
export interface Presence {
  /**
   * Says another state of a connection that is present: one Redis command.
   *
   * @throws Sock8Error `NOT_PRESENT` where it is not, or is somebody else's; `TOKEN_EXPIRED`, `REVOKED`,
   * `RATE_LIMITED`, `UNAVAILABLE`.
   */
  update(channel: Channel, update: StateUpdate): Promise<void>
  /** Shows a connection again whose members were lost. */
  enter(connection: string, shown: readonly Shown[]): Promise<void>
  /** Takes a connection out of a channel at once: what was taken away has no grace. */
  leave(connection: string, channel: string): Promise<void>
  /**
   * Reads who is there, in one Redis command. Without a reader it is the process itself that asks.
   *
   * @throws Sock8Error as `update`, but for `NOT_PRESENT`
   */
  read(channels: readonly string[], reader?: PresenceReader): Promise<RoomSnapshot[]>
  /** Looks again when the grace of somebody who has just left is over. */
  settleLater(channels: readonly string[]): void
}

/** Everything that the scripts of presence are given beside their channels. */
export interface PresenceTimes {
  readonly graceMs?: number | undefined
  readonly skipMs?: number | undefined
}

/** Makes the presence of one app. */
export function createPresence(
  options: { keys: Keys; run: RunScript; counting: Counting } & PresenceTimes,
): Presence {
  const { keys, run, counting, graceMs = GRACE_MS } = options
  const timers = new Map<string, NodeJS.Timeout>()
  // A grace that is over is looked at when it is, whoever looked a moment ago.
  const now = timesArgs({ ...options, skipMs: 0 })

  async function settle(channel: string): Promise<void> {
    timers.delete(channel)
    // Where Redis does not answer, the next round of `connections.ts` looks.
    const answer = await run(
      SWEEP,
      [keys.open, ...roomKeys(keys, channel)],
      [...now, ...roomArgs(keys, channel)],
    ).catch(() => [])
    const [swept] = Array.isArray(answer) ? answer : []
    const due = Array.isArray(swept) ? Number(swept[1]) : 0
    if (due > 0) settleIn(channel, due)
  }

  function settleIn(channel: string, ms: number): void {
    if (timers.has(channel)) return
    timers.set(channel, setTimeout(settle, ms + 1, channel).unref())
  }

  return {
    async update(channel, { connection, by, standing: held, state, counted }) {
      const standing = standingArgs(keys, held)
      const text = textOf(by, state)
      const said = [...standing.args, ...roomArgs(keys, channel.name), connection, by.id, text]
      await counting(counted, async ({ key, args }) => {
        const read = [...standing.keys, keys.presence(channel.name), key]
        return unlessRefused(await run(UPDATE, read, [...said, ...args]))
      })
    },
    async enter(connection, shown) {
      await run(
        ENTER,
        [keys.open, ...shown.flatMap(({ channel }) => roomKeys(keys, channel))],
        [connection, ...shown.flatMap(({ channel, text }) => [...roomArgs(keys, channel), text])],
      )
    },
    async leave(connection, channel) {
      await run(LEAVE, roomKeys(keys, channel), [connection, ...roomArgs(keys, channel)])
    },
    async read(channels, reader) {
      const standing = standingArgs(keys, reader?.standing)
      const rooms = channels.flatMap((channel) => roomKeys(keys, channel))
      const names = channels.flatMap((channel) => roomArgs(keys, channel))
      const snapshots = await counting(reader?.counted, async ({ key, args }) => {
        const read = [...standing.keys, keys.open, key, ...rooms]
        return unlessRefused(
          await run(WHO, read, [...standing.args, ...args, ...timesArgs(options), ...names]),
        )
      })
      return snapshots.map(readSnapshot)
    },
    settleLater(channels) {
      for (const channel of channels) settleIn(channel, graceMs)
    },
  }
}

/** The keys of one channel, as the scripts take them. */
export function roomKeys(keys: Keys, channel: string): string[] {
  return [keys.presence(channel), keys.seen(channel)]
}

/** The arguments of one channel, as the scripts take them. */
export function roomArgs(keys: Keys, channel: string): string[] {
  return [keys.topic(channel), channel]
}

/** Lease, grace and skip in milliseconds, as the scripts take them. */
export function timesArgs({ graceMs = GRACE_MS, skipMs = SKIP_MS }: PresenceTimes): string[] {
  return [LEASE_SECONDS * 1000, graceMs, skipMs].map(String)
}

/** What others see of a connection, as JSON without its end: Redis adds when. */
export function textOf({ id, name }: Sender, state: unknown): string {
  return JSON.stringify({ id, ...(name === undefined ? {} : { name }), state: state ?? null }).slice(0, -1)
}

/**
 * The state that a client says, as the channel's schema gives it back. `undefined` says nothing.
 *
 * @throws Sock8Error `INVALID_PAYLOAD` where the schema refuses it, or there is none; `PAYLOAD_TOO_LARGE`.
 */
export async function validateState({ definition }: Channel, state: unknown): Promise<unknown> {
  const { presence } = definition.config
  if (state === undefined) return null
  if (typeof presence !== "object") {
    throw new Sock8Error("INVALID_PAYLOAD", { issues: ["Members of this channel have no state"] })
  }
  const { value, text } = await validate(presence.state, state)
  if (Buffer.byteLength(text) > MAX_STATE_BYTES) {
    throw new Sock8Error("PAYLOAD_TOO_LARGE", { detail: `A state has at most ${MAX_STATE_BYTES} bytes` })
  }
  return value
}
