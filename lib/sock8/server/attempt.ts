/** What is written down of every attempt to use an app's realtime, and of the end of every connection. */
import type { ErrorCode } from "../core/errors"
import { type AnyTree, pathsOf } from "../core/tree"

/** Where a request came from, as far as that can be believed, and never what it proved itself with. */
export interface Caller {
  /** `null` where nobody who is trusted told it: never what a client says of itself. */
  readonly address: string | null
  /** What the client calls itself: at most 200 characters, none of them a control character. */
  readonly userAgent: string | null
  /** Whether the request brought a proof of any kind, good or bad. */
  readonly auth: "provided" | "none"
}

interface AnyRecord extends Caller {
  /**
   * As far as it was known. Of a refused attempt it may be known by a signature alone: that of a token which was
   * revoked, or of a session which was ended.
   */
  readonly identity: string | null
  readonly channels: readonly string[]
  /** The label that a step of the door gave, else the first word of the channels; `null` where there is none. */
  readonly namespace: string | null
}

/** One attempt, allowed or refused. Never holds a token or a message. */
export interface Attempt extends AnyRecord {
  readonly attempt: "authenticate" | "connect" | "publish" | "history" | "presence" | "administer"
  readonly allowed: boolean
  /** The rule that allowed it, or the sentence that refused it. */
  readonly why: string
  /** `null` where it was allowed, and where a step of the door answered with a Response of its own. */
  readonly code: ErrorCode | null
  /** The id of the connection that was opened. */
  readonly connection?: string
}

/** Why a connection ended: a code that its client was told, or what happened without one. */
export type EndReason = ErrorCode | "client left" | "too slow" | "server ended"

/** The end of a connection whose opening was an allowed `connect`. */
export interface ConnectionEnd extends AnyRecord {
  readonly attempt: "end"
  readonly connection: string
  readonly reason: EndReason
  /** How long it was open. */
  readonly durationMs: number
}

/** One record of the log. */
export type AttemptRecord = Attempt | ConnectionEnd

/** What an endpoint knows of its attempt; the rest of the record is read from the request. */
export type AttemptFacts = Omit<Attempt, keyof Caller | "namespace">
/** What is known of the end of a connection; the rest is read from the request that opened it. */
export type EndFacts = Omit<ConnectionEnd, keyof Caller | "namespace">

/**
 * The namespace of channels: their first word, `several` where they have different ones, `null` without
 * channels. A word that no path of the tree begins with becomes `other`: it is a stranger's text, and has
 * been a token before.
 */
export function namespaceOf(tree: AnyTree, channels: readonly string[]): string | null {
  const [word, ...others] = new Set(channels.map(firstWord))
  if (word === undefined) return null
  if (others.length > 0) return "several"
  return pathsOf(tree).some(({ path }) => firstWord(path) === word) ? word : "other"
}

function firstWord(name: string): string {
  return name.split(".", 1)[0] ?? ""
}
