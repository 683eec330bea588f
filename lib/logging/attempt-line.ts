import type { AttemptRecord } from "../sock8/server/attempt"

/** One line of the log about one attempt, or about the end of a connection. Its time is added by the logger. */
export interface AttemptLine {
  readonly event: AttemptRecord["attempt"]
  readonly allowed?: boolean
  readonly namespace: string | null
  readonly connection: string | null
  readonly identity: string | null
  readonly address: string | null
  readonly userAgent: string | null
  readonly auth: "provided" | "none"
  readonly code?: string | null
  /** What allowed or refused it. */
  readonly rule?: string
  /** Why a connection ended, and how long it was open. */
  readonly reason?: string
  readonly durationMs?: number
}

const MAX_RULE = 200

/**
 * The line of a record. Field by field: what somebody adds to a record later does not come into the log by
 * itself. The names of channels stay out, because a client may write anything into one that is refused.
 */
export function attemptLine(record: AttemptRecord): AttemptLine {
  const { attempt: event, namespace, connection = null, identity, address, userAgent, auth } = record
  const common = { namespace, connection, identity, address, userAgent, auth }
  if (record.attempt === "end") {
    return { event, ...common, reason: record.reason, durationMs: Math.round(record.durationMs) }
  }
  return { event, allowed: record.allowed, ...common, code: record.code, rule: record.why.slice(0, MAX_RULE) }
}

/** How loud a record is: what the app could not do is an error, a refusal is everyday life. */
export function levelOf(record: AttemptRecord): "info" | "error" {
  return record.attempt !== "end" && record.code === "UNAVAILABLE" ? "error" : "info"
}
