/**
 * What crosses HTTP, typed and parsed: bodies of requests and answers, and the events of the stream.
 * Both ends read with these functions, so that neither trusts the other's shape.
 */
import { type ErrorCode, isErrorCode } from "./errors"
import { asFields, type Fields, parseJson } from "./fields"
import { ACTIONS, type Action } from "./grants"
import { isId, type Params } from "./path"
import { type PresenceNews, readPresenceNews } from "./presence"

export { asFields, parseJson }

/** The `typ` of a channel token: nothing else that is signed with the same secret passes for one. */
export const TOKEN_TYPE = "sock8+jwt"
/** Most channels of one connection. */
export const MAX_CHANNELS = 64
/** Most bytes of a published message, as JSON. */
export const MAX_PAYLOAD_BYTES = 64 * 1024
/** Header of a stream's request that names the connection whose place it takes. Servers may ignore it. */
export const RENEWS_HEADER = "sock8-renews"
/**
 * Header of an answer by which a step of the door refused although its status is 2xx. A page that something between the
 * two slips in, such as a captive portal's, has no such header.
 */
export const REFUSED_HEADER = "sock8-refused"
/**
 * Header of a request that a session's cookie authorises: the identity that the page was rendered for. The server answers
 * 409 `IDENTITY_CHANGED` where the cookie is of another one. Without the header, nothing is compared.
 */
export const EXPECTED_IDENTITY_HEADER = "expected-identity"
/** Milliseconds between two signs of life on a stream, at most. */
export const HEARTBEAT_MS = 15_000

/** Who sent a message, stamped by the server from the verified token. */
export interface Sender {
  readonly id: string
  readonly name?: string
}

/** One message as a client receives it. */
export interface WireMessage<Data = unknown> {
  readonly channel: string
  /** Redis stream id: grows within a channel. */
  readonly id: string
  /** The message's number in its channel: 1, 2, 3, … without holes. */
  readonly n: number
  /** Milliseconds since 1970, by the clock of Redis. */
  readonly at: number
  /** `null` where the server itself sent it. */
  readonly from: Sender | null
  /**
   * The id that its sender gave it, by which they know their own message again. Present where they gave one.
   * Others learn it with the message and not before.
   */
  readonly sentAs?: string
  readonly data: Data
}

/** Where one channel of a connection stands when the stream opens. */
export interface OpenChannel {
  readonly name: string
  readonly cursor: string
  /** Whether everything since the client's own cursor follows. `true` where the client gave none. */
  readonly recovered: boolean
  /**
   * Present where the channel has `latestOnJoin`. Who passes one stream on to several readers has to tell each of them the
   * latest message.
   */
  readonly latest?: true
}

/** The events of a stream. Unknown ones are to be ignored, so that old clients outlive new servers. */
export type StreamEvent =
  | {
      readonly type: "open"
      readonly connection: string
      readonly identity: string | null
      readonly channels: readonly OpenChannel[]
    }
  | ({ readonly type: "message" } & WireMessage)
  | { readonly type: "refused"; readonly channel: string; readonly code: ErrorCode; readonly title: string }
  | { readonly type: "gap"; readonly channel: string; readonly cursor: string }
  | ({ readonly type: "presence"; readonly channel: string } & PresenceNews)
  | { readonly type: "renew"; readonly withinMs: number }
  /** One's rights changed: what one may do now is in the next token. */
  | { readonly type: "rights" }
  | { readonly type: "close"; readonly code: ErrorCode }

/** One channel that `authenticate` answers as granted. */
export interface GrantedChannel {
  /** The channel's name, or a level ending in `*`. */
  readonly name: string
  readonly path: string
  readonly params: Params
  readonly actions: readonly Action[]
}

/** The answer of `authenticate`. */
export interface Authenticated {
  readonly token: string
  /** Where to open the stream. */
  readonly endpoint: string
  readonly identity: string
  readonly channels: readonly GrantedChannel[]
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The answer of `history`. */
export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly WireMessage[]
  /** Pass as `before` to read on towards the past; `null` where nothing older is kept. */
  readonly next: string | null
}

/** Reads one event of the stream. `undefined` for unknown or malformed ones. */
export function parseStreamEvent(type: string, json: string): StreamEvent | undefined {
  const fields = asFields(parseJson(json))
  return fields && Object.hasOwn(readers, type) ? readers[type]?.(fields) : undefined
}

const readers: Record<string, (fields: Fields) => StreamEvent | undefined> = {
  open({ connection, identity, channels }) {
    if (typeof connection !== "string" || !Array.isArray(channels)) return undefined
    return {
      type: "open",
      connection,
      identity: typeof identity === "string" ? identity : null,
      channels: channels.flatMap(readOpenChannel),
    }
  },
  message(fields) {
    const message = readMessage(fields)
    return message && { type: "message", ...message }
  },
  refused({ channel, code, title }) {
    if (typeof channel !== "string" || !isErrorCode(code)) return undefined
    return { type: "refused", channel, code, title: String(title) }
  },
  gap({ channel, cursor }) {
    if (typeof channel !== "string" || typeof cursor !== "string") return undefined
    return { type: "gap", channel, cursor }
  },
  presence({ channel, ...fields }) {
    const news = readPresenceNews(fields)
    return typeof channel === "string" && news ? { type: "presence", channel, ...news } : undefined
  },
  renew({ withinMs }) {
    return typeof withinMs === "number" ? { type: "renew", withinMs } : undefined
  },
  rights() {
    return { type: "rights" }
  },
  close({ code }) {
    return isErrorCode(code) ? { type: "close", code } : undefined
  },
}

function readOpenChannel(value: unknown): OpenChannel[] {
  const { name, cursor, recovered, latest } = asFields(value) ?? {}
  if (typeof name !== "string" || typeof cursor !== "string") return []
  return [{ name, cursor, recovered: recovered === true, ...(latest === true && { latest }) }]
}

/** Reads one message. `undefined` where a part is missing. */
export function readMessage(value: unknown): WireMessage | undefined {
  const { channel, id, n, at, from, sentAs, data } = asFields(value) ?? {}
  if (typeof channel !== "string" || typeof id !== "string") return undefined
  if (typeof n !== "number" || typeof at !== "number") return undefined
  const named = isId(sentAs) ? { sentAs } : {}
  return { channel, id, n, at, from: readSender(from), ...named, data }
}

function readSender(value: unknown): Sender | null {
  const { id, name } = asFields(value) ?? {}
  if (typeof id !== "string") return null
  return typeof name === "string" ? { id, name } : { id }
}

/** Reads the answer of `authenticate`. */
export function readAuthenticated(value: unknown): Authenticated | undefined {
  const { token, endpoint, identity, channels, expiresAt } = asFields(value) ?? {}
  if (typeof token !== "string" || typeof endpoint !== "string" || typeof identity !== "string")
    return undefined
  if (typeof expiresAt !== "number" || !Array.isArray(channels)) return undefined
  return { token, endpoint, identity, channels: channels.flatMap(readGranted), expiresAt }
}

function readGranted(value: unknown): GrantedChannel[] {
  const { name, path, params, actions } = asFields(value) ?? {}
  if (typeof name !== "string" || typeof path !== "string" || !Array.isArray(actions)) return []
  const texts = Object.entries(asFields(params) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  )
  const known = ACTIONS.filter((action) => actions.includes(action))
  return [{ name, path, params: Object.fromEntries(texts), actions: known }]
}

/** Reads the answer of `history`. */
export function readHistoryPage(value: unknown): HistoryPage | undefined {
  const { messages, next } = asFields(value) ?? {}
  if (!Array.isArray(messages)) return undefined
  return {
    messages: messages.flatMap((message) => readMessage(message) ?? []),
    next: typeof next === "string" ? next : null,
  }
}
