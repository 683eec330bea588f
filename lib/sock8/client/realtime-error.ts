/** What goes wrong, as a browser sees it: a real `Error` whose `data.type` says what to do. */
import { type ErrorCode, isErrorCode, type Remedy, refusals } from "../core/errors"
import { sentenceIn } from "../core/sentence"
import { asFields, parseJson, REFUSED_HEADER } from "../core/wire"
import { readRetryAfter } from "./retry-after"

/**
 * A code of the table in `core/errors.ts`; `NETWORK` where the server was not reached or not understood;
 * `CUSTOM` for a `Response` that a step of the door made itself.
 */
export type RealtimeErrorType = ErrorCode | "NETWORK" | "CUSTOM"

/** What an error says beside its sentence. */
export interface RealtimeErrorData {
  readonly type: RealtimeErrorType
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number
  /** The unchanged text of a `CUSTOM` answer. */
  readonly body?: string
  /** One more sentence, for developers. */
  readonly detail?: string
  /** What the channel's schema found wrong. */
  readonly issues?: readonly string[]
}

interface Extra {
  readonly message?: string
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
}

/**
 * Every failure of the client. `message` is a public sentence and `data.type` the code.
 *
 * @example if (err.data.type === "AUTH_REQUIRED") router.push("/login")
 */
export class RealtimeError extends Error {
  override readonly name = "RealtimeError"
  readonly data: RealtimeErrorData
  /** Seconds to wait before the next try, where the server said so. */
  readonly retryAfter: number | undefined

  constructor(data: RealtimeErrorData, { message = sentenceOf(data), retryAfter, cause }: Extra = {}) {
    super(message, { cause })
    this.data = data
    this.retryAfter = retryAfter
  }
}

/** Whatever was thrown, as a {@link RealtimeError}: `NETWORK` for what is none yet. */
export function toRealtimeError(cause: unknown): RealtimeError {
  return cause instanceof RealtimeError ? cause : new RealtimeError({ type: "NETWORK" }, { cause })
}

/** What to do after an error: the table's remedy, and for an answer of the door's own, by its status. */
export function remedyOf({ data }: RealtimeError): Remedy {
  if (data.type === "NETWORK") return "retry"
  if (data.type !== "CUSTOM") return refusals[data.type].remedy
  const { status = 0 } = data
  return status === 429 || status >= 500 ? "retry" : "stop"
}

/** Whether a refusal is about the channels that were asked for: others may be open to the same person. */
export function isAboutChannels({ data: { type } }: RealtimeError): boolean {
  return type === "FORBIDDEN_CHANNEL" || type === "NOT_A_TEAM_MEMBER" || type === "ADMIN_REQUIRED"
}

/** Reads an answer that is not the one that was asked for. */
export async function readRefusal(response: Response): Promise<RealtimeError> {
  const { status } = response
  // A captive portal says 200 to everything, with a page of its own.
  if (response.ok && !response.headers.has(REFUSED_HEADER))
    return new RealtimeError({ type: "NETWORK", status })
  const body = await response.text()
  const { code, title, detail, issues, retryAfter } = asFields(parseJson(body)) ?? {}
  const seconds = readSeconds(retryAfter) ?? readRetryAfter(response.headers)
  // Some proxies say 0, or a date of the past: who waits just as long asks without a pause.
  const wait = seconds === 0 ? 1 : seconds
  if (!isErrorCode(code)) {
    const message = sentenceIn(response.headers.get("content-type") ?? "", body)
    const extra = { retryAfter: wait, ...(message === undefined ? {} : { message }) }
    return new RealtimeError({ type: "CUSTOM", status, body }, extra)
  }
  const data: RealtimeErrorData = {
    type: code,
    status,
    ...(typeof detail === "string" ? { detail } : {}),
    ...(Array.isArray(issues) ? { issues: issues.map(String) } : {}),
  }
  return new RealtimeError(data, {
    retryAfter: wait,
    ...(typeof title === "string" ? { message: title } : {}),
  })
}

function readSeconds(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined
}

function sentenceOf({ type, status }: RealtimeErrorData): string {
  if (type === "NETWORK") return "The server cannot be reached just now"
  if (type === "CUSTOM") return `The server refused with status ${status}`
  return refusals[type].title
}
