/**
 * Step 6 of the walk, publish: what is acknowledged is stored and told, in one Redis command, once however often
 * it is retried. Who may publish is decided before, in `with-sock8.ts`. Next step: `presence.ts`, who is there.
 */
import { createHash, randomUUID } from "node:crypto"
import type { Position } from "../core/cursor"
import { Sock8Error } from "../core/errors"
import type { Channel } from "../core/tree"
import { asFields, MAX_PAYLOAD_BYTES, type Sender } from "../core/wire"
import { type Counted, type Counting, countArgs } from "./counting"
import { encodeBody } from "./entry"
import { type Heads, headArgs } from "./heads"
import type { Keys } from "./keys"
import type { Rate } from "./limits"
import { type RunScript, refusalOf, unlessRefused } from "./redis"
import { KEEP_SECONDS } from "./scripts/keep"
import { PUBLISH } from "./scripts/publish"
import { type Standing, standingArgs } from "./standing"
import { validate } from "./validate"

/** How many messages a channel keeps where its definition does not say. */
export const DEFAULT_HISTORY = 100

/** How many of its latest messages a channel keeps. */
export function keptOf({ definition }: Channel): number {
  return definition.config.history ?? DEFAULT_HISTORY
}

/** Who publishes, and the id that makes a retry recognisable. */
export interface PublishOptions {
  /** Stamped on the message; `null` for the server itself. */
  readonly from: Sender | null
  /** Whose doing a message of the server is: it counts as theirs where the channel has a share for each sender. */
  readonly by?: string
  /** What the sender's token must still stand for. */
  readonly standing?: Standing
  /** How often this sender may publish on the channel; absent for as often as they like. */
  readonly rate?: Rate
  /**
   * Unique per sender and message, and told with it, so that its sender knows it again. Default: a new one that
   * nobody is told, so that the Redis client's own retries are safe.
   */
  readonly id?: string
}

/** Says messages on channels. */
export interface Publisher {
  /**
   * Validates, stores and tells one message: one Redis command.
   *
   * @returns the Redis id of the message. A retry with the same id and data returns the first one's.
   * @throws Sock8Error `INVALID_PAYLOAD`, `PAYLOAD_TOO_LARGE`, `ID_CONFLICT` (same id, other data),
   * `TOKEN_EXPIRED` or `REVOKED` (the sender's token does not stand any more), `RATE_LIMITED`,
   * `UNAVAILABLE` (then it is unknown whether it was said: retry with the same id).
   */
  publish(channel: Channel, data: unknown, options: PublishOptions): Promise<{ id: string }>
  /**
   * Says several messages of the server on one channel, in order: one Redis command for all. With an id, the same
   * items are said once however often they are sent within an hour.
   */
  publishAll(channel: Channel, items: readonly unknown[], options?: { readonly id?: string }): Promise<void>
}

/** Stands for the server among the senders: no person can have this id. */
const SERVER = "."

/** A message that is ready to be stored. */
interface Body {
  readonly text: string
  /** What it is the latest message about, as a field of the position; `""` where the channel keeps all. */
  readonly about: string
}

/** How a retry of a message is recognised, and for how many seconds. */
interface Once {
  readonly key: string
  readonly print: string
  readonly seconds: number
}

/** What is asked and counted before something is said. */
interface SaidBy {
  readonly once?: Once
  readonly standing?: Standing | undefined
  readonly counted?: Counted | undefined
  readonly share?: Counted | undefined
}

/** Called after so many messages were stored on a channel. */
export type OnPublished = (channel: Channel, messages: number) => void | Promise<void>

/** Makes a publisher. `epoch` gives the name of a new channel's first epoch. */
export function createPublisher(options: {
  readonly keys: Keys
  readonly run: RunScript
  readonly counting: Counting
  readonly heads: Heads
  readonly epoch: () => string
  readonly onPublished?: OnPublished | undefined
}): Publisher {
  const { keys, run, counting, heads, epoch, onPublished } = options

  async function say(channel: Channel, bodies: readonly Body[], by: SaidBy = {}) {
    const { once } = by
    const share = countArgs(keys, by.share)
    const standing = standingArgs(keys, by.standing)
    const { expireAfterSeconds = KEEP_SECONDS.channel } = channel.definition.config
    const onceKey = once?.key ?? keys.once(channel.name, SERVER, "")
    const answer = await counting(by.counted, async (count) => {
      const answer = await run(
        PUBLISH,
        [
          ...[keys.position(channel.name), keys.log(channel.name), onceKey],
          ...[count.key, share.key, ...standing.keys],
        ],
        [
          ...[keys.topic(channel.name), channel.name, String(keptOf(channel)), String(expireAfterSeconds)],
          ...[epoch(), once?.print ?? "", String(once?.seconds ?? 0)],
          ...[...count.args, ...share.args, ...headArgs(heads, channel.name), ...standing.args],
          ...bodies.flatMap(({ about, text }) => [about, text]),
        ],
      )
      unlessRefused(answer)
      return answer
    })
    const said = readAnswer(answer)
    if (said.last) heads.note(channel.name, said.last)
    await onPublished?.(channel, bodies.length)
    return said.id
  }

  return {
    async publish(channel, data, { from, by, standing, rate, id: given }) {
      const id = given ?? randomUUID()
      const value = await validMessage(channel, data)
      const text = encodeBody(from, value, from ? given : undefined)
      const body = { text, about: aboutOf(channel, value) }
      const once: Once = {
        key: keys.once(channel.name, from?.id ?? SERVER, id),
        print: fingerprint(text),
        seconds: from ? KEEP_SECONDS.once : KEEP_SECONDS.onceForServer,
      }
      const counted = rate && { key: `publish:${from?.id ?? SERVER}:${channel.name}`, rate }
      const share = shareOf(channel, from?.id ?? by)
      return { id: await say(channel, [body], { once, standing, counted, share }) }
    },
    async publishAll(channel, items, { id } = {}) {
      const valid = await Promise.all(items.map((item) => validMessage(channel, item)))
      if (valid.length === 0) return
      const bodies = valid.map((data) => ({ text: encodeBody(null, data), about: aboutOf(channel, data) }))
      const once = id && {
        key: keys.once(channel.name, SERVER, id),
        print: fingerprint(bodies.map(({ text }) => text).join("\n")),
        seconds: KEEP_SECONDS.once,
      }
      await say(channel, bodies, once ? { once } : {})
    },
  }
}

/** What one sender may leave on a channel, where it says so. */
function shareOf({ name, definition }: Channel, sender: string | undefined): Counted | undefined {
  const rate = definition.config.perSender
  return rate && sender !== undefined ? { key: `share:${sender}:${name}`, rate } : undefined
}

/** The data as the channel's schema gives it back, if it is not too large. */
async function validMessage({ definition }: Channel, data: unknown): Promise<unknown> {
  const { value, text } = await validate(definition.schema, data)
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new Sock8Error("PAYLOAD_TOO_LARGE", { detail: `A message has at most ${MAX_PAYLOAD_BYTES} bytes` })
  }
  return value
}

function aboutOf({ definition }: Channel, value: unknown): string {
  const { latestBy } = definition.config
  if (latestBy === undefined) return ""
  const about = asFields(value)?.[latestBy]
  if (typeof about === "string" || typeof about === "number") return `about:${about}`
  throw new Sock8Error("INVALID_PAYLOAD", { issues: [`${latestBy}: neither a text nor a number`] })
}

function fingerprint(body: string): string {
  return createHash("sha256").update(body).digest("base64url")
}

/** Where the first message stands, and the last, unless it was a retry. */
interface SaidAt {
  readonly id: string
  readonly last: Position | undefined
}

function readAnswer(answer: unknown): SaidAt {
  const [outcome, ...rest] = Array.isArray(answer) ? answer : []
  if (outcome === "conflict") throw new Sock8Error("ID_CONFLICT")
  // Not remembered as a rate is: a retry of what was said is answered with its id.
  if (outcome === "enough") throw refusalOf(rest)
  const [id, epoch, n, lastId] = unlessRefused(answer)
  if (typeof id !== "string") throw new Sock8Error("UNAVAILABLE", { retryAfter: 1 })
  const isPlaced = typeof epoch === "string" && typeof lastId === "string"
  return { id, last: isPlaced ? { id: lastId, epoch, n: Number(n) } : undefined }
}
