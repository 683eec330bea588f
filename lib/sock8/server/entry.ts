import { isNewer, isNext, type Position, timeOf } from "../core/cursor"
import { isId } from "../core/path"
import { asFields, parseJson, type Sender, type WireMessage } from "../core/wire"
import { ownCopy } from "./own-copy"

/** A message as it lies in Redis: where it stands in its channel, and its body. */
export interface Entry {
  readonly channel: string
  readonly position: Position
  /** Redis id of the message before it in its channel, `0-0` for the first. Trimming does not change it. */
  readonly previous: string
  /** JSON of `{ from, sentAs?, data }`. */
  readonly body: string
}

/** The body of a message as Redis keeps it. `sentAs` is the id that its sender gave it, if they gave one. */
export function encodeBody(from: Sender | null, data: unknown, sentAs?: string): string {
  return JSON.stringify({ from, sentAs, data })
}

/**
 * An entry as clients receive it, or `undefined` for a poison one: something in Redis that this app did
 * not write. Parsed anew, so that nothing but JSON of ours can reach a stream.
 */
export function toWireMessage({ channel, position, body }: Entry): WireMessage | undefined {
  const fields = asFields(parseJson(body))
  if (!fields || !("data" in fields)) return undefined
  const sender = asFields(fields.from)
  const { id, n } = position
  const named = isId(fields.sentAs) ? { sentAs: fields.sentAs } : {}
  const from = sender ? readSender(sender) : null
  return { channel, id, n, at: timeOf(id), from, ...named, data: fields.data }
}

function readSender({ id, name }: Record<string, unknown>): Sender {
  return typeof name === "string" ? { id: String(id), name } : { id: String(id) }
}

/**
 * Whether nothing is missing between a position and this entry. The number alone does not tell: where Redis lost
 * its last messages and as many were said since, it fits again. Then what comes before the entry is newer than the
 * position, or else the entry is one of those that were lost, and older than the position.
 */
export function continues(
  { position, previous }: Pick<Entry, "position" | "previous">,
  last: Position,
): boolean {
  return isNext(position, last) && !isNewer(previous, last.id) && isNewer(position.id, last.id)
}

/** A line that tells of a message: on which channel, and the message where this version understands the rest. */
export interface ToldLine {
  readonly channel: string
  readonly entry: Entry | undefined
}

/** An entry to keep: one that was read from a line is a view of it, and of all that came with the line. */
export function ownEntry({ channel, position, previous, body }: Entry): Entry {
  return {
    channel: ownCopy(channel),
    position: { id: ownCopy(position.id), epoch: ownCopy(position.epoch), n: position.n },
    previous: ownCopy(previous),
    body: ownCopy(body),
  }
}

/**
 * Reads the line that `PUBLISH` tells a topic. `undefined` for lines of another kind. The entry is a view of the line:
 * keep an {@link ownEntry} of it.
 */
export function parseLine(line: string): ToldLine | undefined {
  const [, channel, rest = ""] = MESSAGE.exec(line) ?? []
  return channel === undefined ? undefined : { channel, entry: parseRest(channel, rest) }
}

function parseRest(channel: string, rest: string): Entry | undefined {
  const [, epoch, n, id, previous, body] = REST.exec(rest) ?? []
  if (!epoch || !n || !id || !previous || body === undefined) return undefined
  return { channel, position: { id, epoch, n: Number(n) }, previous, body }
}

const MESSAGE = /^1 ([A-Za-z0-9_.-]+) (.*)$/s
const REST = /^([a-z0-9]+) (\d+) (\d+-\d+) (\d+-\d+) (.*)$/s
