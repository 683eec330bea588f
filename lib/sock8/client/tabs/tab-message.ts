/** What tabs say to each other, typed and parsed. Tokens are not among it. */
import { isErrorCode } from "../../core/errors"
import { asFields, parseStreamEvent, type StreamEvent } from "../../core/wire"
import type { AskedChannel } from "../open-stream"
import { RealtimeError } from "../realtime-error"

/** One message from one tab to all others of its group. */
export type TabMessage =
  /** To whoever leads: deliver these channels under this id. Said again to each new leader, with new cursors. */
  | {
      readonly kind: "ask"
      readonly tab: string
      readonly ask: string
      readonly channels: readonly AskedChannel[]
    }
  /** To whoever leads: no more of it. */
  | { readonly kind: "leave"; readonly ask: string }
  | LeaderMessage

/** From the tab that leads. `leader` tells it from one that led before and does not know yet. */
export type LeaderMessage = { readonly leader: string } & LeaderWord

/** What a leader says. */
export type LeaderWord =
  /** `lead`: ask me. `resign`: ask whoever leads now. `here`: I have heard you. `beat`: the stream lives. */
  | { readonly kind: "lead" | "resign" | "here" | "beat" }
  | { readonly kind: "event"; readonly asks: readonly string[]; readonly event: StreamEvent }
  | { readonly kind: "failed"; readonly asks: readonly string[]; readonly error: RealtimeError }
  /** The shared stream cannot take this: the tab is to open one of its own. */
  | { readonly kind: "declined"; readonly asks: readonly string[] }

/** Writes a message so that it can be cloned. */
export function writeTabMessage(message: TabMessage): object {
  if (message.kind === "event") {
    const { type, ...fields } = message.event
    return { ...message, event: [type, JSON.stringify(fields)] }
  }
  if (message.kind !== "failed") return message
  const { data, retryAfter, message: sentence } = message.error
  return { ...message, error: { data, retryAfter, sentence } }
}

/** Reads a message. `undefined` for what is none: another version of the app may run in the other tab. */
export function readTabMessage(value: unknown): TabMessage | undefined {
  const { kind, tab, ask, leader, ...fields } = asFields(value) ?? {}
  if (kind === "leave") return typeof ask === "string" ? { kind, ask } : undefined
  if (kind === "ask") {
    if (typeof tab !== "string" || typeof ask !== "string") return undefined
    return { kind, tab, ask, channels: listOf(fields.channels).flatMap(readAsked) }
  }
  if (typeof leader !== "string") return undefined
  if (kind === "lead" || kind === "resign" || kind === "here" || kind === "beat") return { kind, leader }
  const asks = listOf(fields.asks).filter((id) => typeof id === "string")
  if (kind === "declined") return { kind, leader, asks }
  if (kind === "failed") return { kind, leader, asks, error: readError(fields.error) }
  const [type, json] = listOf(fields.event)
  const event = kind === "event" ? parseStreamEvent(String(type), String(json)) : undefined
  return event && { kind: "event", leader, asks, event }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function readAsked(value: unknown): AskedChannel[] {
  const { name, after, present } = asFields(value) ?? {}
  if (typeof name !== "string") return []
  const isPresent = present === true || asFields(present) !== undefined
  return [{ name, ...(typeof after === "string" ? { after } : {}), ...(isPresent ? { present } : {}) }]
}

function readError(value: unknown): RealtimeError {
  const { data, retryAfter, sentence } = asFields(value) ?? {}
  const { type, status, body, detail, issues } = asFields(data) ?? {}
  return new RealtimeError(
    {
      type: isErrorCode(type) || type === "CUSTOM" ? type : "NETWORK",
      ...(typeof status === "number" ? { status } : {}),
      ...(typeof body === "string" ? { body } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
      ...(Array.isArray(issues) ? { issues: issues.map(String) } : {}),
    },
    {
      ...(typeof sentence === "string" ? { message: sentence } : {}),
      retryAfter: typeof retryAfter === "number" ? retryAfter : undefined,
    },
  )
}
