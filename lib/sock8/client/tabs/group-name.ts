import type { StreamRequest } from "../open-stream"
import { describeToken } from "../token-claims"

/** Raised when tabs of the version before would not understand what this one says. */
const VERSION = 2

/**
 * The name under which tabs share a stream: equal where the same person, in the same session and with the same
 * grants, asks the same endpoint. So nobody hears by another tab what their own token would not open, and the
 * name gives none of it away. `undefined` where a token does not say whose it is: then nothing is shared.
 */
export async function groupName({ endpoint, token }: StreamRequest): Promise<string | undefined> {
  const who = token === undefined ? "nobody" : holderOf(token)
  if (who === undefined) return undefined
  const text = JSON.stringify([endpoint, who])
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
  return `sock8.${VERSION}.${hex}`
}

/** The lock by which the others of a group see that a tab lives. */
export function lockOf(group: string, tab: string): string {
  return `${group}.${tab}`
}

function holderOf(token: string): readonly unknown[] | undefined {
  const { iss, aud, sub, sid, permissions } = describeToken(token)?.claims ?? {}
  return typeof sub === "string" ? [iss, aud, sub, sid, permissions] : undefined
}
