import type { ErrorCode } from "./errors"
import type { Channel } from "./tree"

/** What one may do with a channel. */
export type Action = "read" | "publish" | "presence"

/** All of them, in the order in which they are shown. */
export const ACTIONS: readonly Action[] = ["read", "publish", "presence"]

/** One grant: a channel name, or a level ending in `*`, with the actions it allows and why. */
export interface Grant {
  readonly pattern: string
  readonly actions: readonly Action[]
  /** The rule in words, shown to whoever asks why. */
  readonly because: string
  /** Channels that the pattern covers and that were taken away from this person all the same. */
  readonly except?: readonly string[]
}

/** The answer of {@link decide}: yes and because of what, or no and which code. */
export type Decision =
  | { readonly allowed: true; readonly because: string }
  | { readonly allowed: false; readonly code: ErrorCode }

/**
 * The only place that says yes. Pure: the same grants, channel and action always give the same answer.
 * The stream, publish, history and presence all ask here, so that no transport can be laxer than another.
 */
export function decide(grants: readonly Grant[], channel: Channel, action: Action): Decision {
  const matching = grants.filter(
    (grant) => covers(grant.pattern, channel.name) && !isExcepted(grant, channel),
  )
  // Definitions change, and tokens outlive that: what is not declared is granted by nothing.
  const isDeclared = action !== "presence" || channel.definition.config.presence !== undefined
  const grant = isDeclared ? matching.find(({ actions }) => actions.includes(action)) : undefined
  if (grant) return { allowed: true, because: grant.because }
  if (action === "read" && channel.definition.config.anonymous) {
    return { allowed: true, because: "open to everybody" }
  }
  const readable = matching.some(({ actions }) => actions.includes("read"))
  return refusal(readable ? lacking[action] : "FORBIDDEN_CHANNEL")
}

/** What those are told who may read a channel and no more: they know that it exists. */
const lacking: Readonly<Record<Action, ErrorCode>> = {
  read: "FORBIDDEN_CHANNEL",
  publish: "NOT_GRANTED_PUBLISH",
  presence: "NOT_GRANTED_PRESENCE",
}

function refusal(code: ErrorCode): Decision {
  return { allowed: false, code }
}

function isExcepted({ except = [] }: Grant, { name }: Channel): boolean {
  return except.includes(name)
}

/**
 * Tells whether a pattern covers a name. `document.*` covers `document.d1`, and neither `document` nor
 * `document.d1.edits`: a star stands for exactly one last segment.
 */
export function covers(pattern: string, name: string): boolean {
  if (!pattern.endsWith(".*")) return pattern === name
  const level = pattern.slice(0, -1)
  return name.startsWith(level) && name.length > level.length && !name.includes(".", level.length)
}
