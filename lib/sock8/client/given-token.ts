/** What an app gives in place of the session: a token, or what makes one. */
import { TOKEN_TYPE } from "../core/wire"
import { RealtimeError } from "./realtime-error"
import { describeToken, readClaims } from "./token-claims"
import type { Token } from "./token-source"

/**
 * A token, or what gives one. `null` goes without: then only channels that are open to everybody answer.
 * A function is called again when the token is due or was refused; it may throw a `RealtimeError` to say
 * what to do, and any other error counts as `NETWORK` and is tried again; so does an answer that takes longer than
 * 15 seconds.
 */
export type AuthToken = string | null | (() => string | null | Promise<string | null>)

/** A token as it was found, before it is known when it ends by this browser's clock. */
export interface Found extends Pick<Token, "text" | "grants" | "ungranted" | "endpoint"> {
  /** Whose it is; `undefined` where it does not say. */
  readonly identity?: string
  /** Milliseconds, endless where unknown. */
  readonly lifeMs: number
}

/** A token of another service, which opens nothing by itself. */
export interface Foreign {
  readonly isForeign: true
  readonly text: string
}

/** Reads what the app gives now. @throws RealtimeError `AUTH_REQUIRED` for nothing; whatever the app throws. */
export async function readGiven(
  authToken: AuthToken,
): Promise<Foreign | (Found & { readonly isForeign: false })> {
  const text = typeof authToken === "function" ? await authToken() : authToken
  const lifeMs = Number.POSITIVE_INFINITY
  const common = { isForeign: false, lifeMs, grants: [] } as const
  if (text === null) return { ...common, text: undefined, ungranted: "FORBIDDEN_CHANNEL" }
  // What JavaScript code may give instead, such as the `token` of an answer that was a refusal.
  if (typeof text !== "string" || text === "") throw new RealtimeError({ type: "AUTH_REQUIRED" })
  const parts = describeToken(text)
  // A key, perhaps, which the server knows and which names no channels.
  if (!parts) return { ...common, text, ungranted: "INVALID_TOKEN" }
  if (parts.header.typ !== TOKEN_TYPE) return { isForeign: true, text }
  const { names, subject, ...life } = readClaims(text)
  const identity = subject === undefined ? {} : { identity: subject }
  const grants = names.map((name) => ({ name }))
  return { ...common, ...life, ...identity, text, grants, ungranted: "FORBIDDEN_CHANNEL" }
}
