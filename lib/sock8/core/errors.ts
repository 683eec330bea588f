/**
 * Every refusal in one table: code → status → public sentence → what a client should do about it.
 * The server answers from this table (`server/problem.ts`), the browser acts on it (`client/`).
 */

/** What a client does after a refusal: try again later, ask for a new token first, or give up and say so. */
export type Remedy = "retry" | "reauthorize" | "stop"

interface Refusal {
  /** HTTP status of the answer. */
  readonly status: number
  /** The public sentence: the `title` of the problem and the `message` of the error. */
  readonly title: string
  readonly remedy: Remedy
}

/** The closed table of refusals. Sentences are public: they never carry a secret or somebody's data. */
export const refusals = {
  AUTH_REQUIRED: { status: 401, title: "Authentication required", remedy: "stop" },
  INVALID_TOKEN: { status: 401, title: "Invalid token", remedy: "reauthorize" },
  TOKEN_EXPIRED: { status: 401, title: "Token expired", remedy: "reauthorize" },
  AUTH_FAILED: { status: 401, title: "Authentication failed", remedy: "reauthorize" },
  USER_NOT_FOUND: { status: 401, title: "User not found", remedy: "stop" },

  FORBIDDEN_CHANNEL: { status: 403, title: "This channel was not granted to you", remedy: "stop" },
  NOT_GRANTED_PUBLISH: { status: 403, title: "You may read this channel, not publish to it", remedy: "stop" },
  NOT_GRANTED_PRESENCE: {
    status: 403,
    title: "You may read this channel, not see who is there",
    remedy: "stop",
  },
  NOT_A_TEAM_MEMBER: { status: 403, title: "Not a team member", remedy: "stop" },
  ADMIN_REQUIRED: { status: 403, title: "Admin access required", remedy: "stop" },
  ACCOUNT_SUSPENDED: { status: 403, title: "Account suspended", remedy: "stop" },
  EMAIL_NOT_VERIFIED: { status: 403, title: "Verify your email", remedy: "stop" },
  REVOKED: { status: 403, title: "This right was taken away", remedy: "stop" },
  ORIGIN_FORBIDDEN: { status: 403, title: "This request came from another site", remedy: "stop" },

  INVALID_REQUEST: { status: 400, title: "The request is not of the expected form", remedy: "stop" },
  INVALID_CHANNEL: { status: 400, title: "No channel can have this name", remedy: "stop" },
  INVALID_CURSOR: { status: 400, title: "This cursor is not of the expected form", remedy: "stop" },
  TOO_MANY_CHANNELS: { status: 400, title: "Too many channels in one request", remedy: "stop" },
  NOT_FOUND: { status: 404, title: "There is nothing at this address", remedy: "stop" },
  METHOD_NOT_ALLOWED: { status: 405, title: "This address does not answer that method", remedy: "stop" },
  METHOD_UNKNOWN: { status: 501, title: "This method is not known here", remedy: "stop" },
  REQUEST_TIMEOUT: { status: 408, title: "The request took too long to arrive", remedy: "retry" },
  ID_CONFLICT: { status: 409, title: "This id was used for another message", remedy: "stop" },
  IDENTITY_CHANGED: {
    status: 409,
    title: "Another person is signed in now",
    remedy: "stop",
  },
  NOT_PRESENT: { status: 409, title: "This connection is not present on this channel", remedy: "stop" },
  PAYLOAD_TOO_LARGE: { status: 413, title: "The request is too large", remedy: "stop" },
  HEADERS_TOO_LARGE: { status: 431, title: "The headers of the request are too large", remedy: "stop" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Send application/json", remedy: "stop" },
  INVALID_PAYLOAD: { status: 422, title: "The message does not fit this channel", remedy: "stop" },

  RATE_LIMITED: { status: 429, title: "Rate limited", remedy: "retry" },
  TOO_MANY_CONNECTIONS: { status: 429, title: "Too many connections", remedy: "retry" },

  SLOW_READER: { status: 503, title: "The connection fell too far behind", remedy: "retry" },
  UNAVAILABLE: { status: 503, title: "Not available just now", remedy: "retry" },
} as const satisfies Record<string, Refusal>

/** The name of a refusal, as `code` on the wire and as `err.data.type` in the browser. */
export type ErrorCode = keyof typeof refusals

/** Tells whether a value from outside is one of the codes of the table. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(refusals, value)
}

/** What an error may say beside its code. All but the cause is public. */
export interface ErrorDetails {
  /** A sentence in place of the table's. */
  readonly title?: string
  /** One more sentence, for the developer who reads the answer. */
  readonly detail?: string
  /** Seconds to wait before the next try, a whole number. */
  readonly retryAfter?: number
  /** What a schema found wrong, one sentence each. */
  readonly issues?: readonly string[]
  /** Kept for logs, never sent. */
  readonly cause?: unknown
}

/** RFC 9457 problem, the body of every refusal of this toolkit. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail?: string
  readonly retryAfter?: number
  readonly issues?: readonly string[]
}

// Next builds instrumentation, routes and pages as separate module graphs, each with its own copy of this class,
// and what one of them throws another one catches. A mark that all copies share tells them by what they are.
const mark = Symbol.for("sock8.error")

/**
 * The one error class. `message` is the public sentence of the code and `data.type` is the code, so that
 * a client can switch on it.
 */
export class Sock8Error extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && mark in value
  }

  readonly [mark] = true
  override readonly name = "Sock8Error"
  readonly code: ErrorCode
  readonly data: { readonly type: ErrorCode }
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.title ?? refusals[code].title, { cause: details.cause })
    this.code = code
    this.data = { type: code }
    this.details = details
  }

  /** The error as it crosses HTTP: public parts only. */
  toProblem(): Problem {
    const { detail, retryAfter, issues } = this.details
    return {
      type: `/docs/errors#${this.code.toLowerCase()}`,
      title: this.message,
      status: refusals[this.code].status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(issues === undefined ? {} : { issues }),
    }
  }
}
