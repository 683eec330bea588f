/**
 * Step 8 of the walk, revoke: taking away. State first, signal second: what was revoked is written, and told to
 * every process in the same Redis command; whoever misses the signal reads the state within ten seconds.
 */
import type { ErrorCode } from "../core/errors"
import type { Channel } from "../core/tree"
import type { Keys } from "./keys"
import type { RunScript } from "./redis"
import { KEEP_SECONDS } from "./scripts/keep"
import { DENY, ONLY_TAKE_AWAY } from "./scripts/take-away"

/** Takes rights away, on every instance. When a call returns, Redis refuses what was revoked. */
export interface Revoker {
  /**
   * Says that the rights of an identity changed: role, team, state. Tokens made before are answered `TOKEN_EXPIRED`,
   * and the rules are asked again for every open connection that depends on it, such as those of API keys that a person
   * made. Call it after the change was saved; {@link rightsChange} does both in one command.
   */
  rightsChanged(identity: string): Promise<void>
  /** Revokes one token by its `jti`, and closes the connections that it opened. */
  revokeToken(jti: string): Promise<void>
  /**
   * Revokes all tokens of a session, and closes its connections: signing out.
   *
   * @param options.forSeconds how long something of the session may still be shown. Default a day, which is longer
   * than its tokens live.
   */
  endSession(session: string, options?: { readonly forSeconds?: number }): Promise<void>
  /** Closes connections, by the ids that their `open` events told. */
  closeConnections(ids: readonly string[]): Promise<void>
  /** Takes one channel away from a person, whatever the rules grant, until it is given back. */
  deny(identity: string, channel: Channel): Promise<void>
  /** Gives back what `deny` took. */
  allow(identity: string, channel: Channel): Promise<void>
}

/** What a line of the control topic says. */
export type Signal =
  | { readonly type: "rights"; readonly identity: string }
  | { readonly type: "revoked"; readonly id: string; readonly code: ErrorCode }
  | { readonly type: "app"; readonly word: string }

/** Keys and arguments of `takeAway` in `scripts/take-away.ts`. */
export interface TakeAway {
  readonly keys: readonly [key: string]
  readonly args: readonly string[]
}

/**
 * The change of an identity's rights as a part of the script that saves the change. A call of `rightsChanged` after it
 * would be late, and would be missing where the process ends in between.
 */
export function rightsChange(keys: Keys, identity: string): TakeAway {
  const line = `~ rights ${identity}`
  return { keys: [keys.rights(identity)], args: [keys.control, line, String(KEEP_SECONDS.revoked), ""] }
}

/** The revocation of a token by its `jti`, or of an API key by its id, as a part of another script. */
export function tokenRevocation(keys: Keys, jti: string): TakeAway {
  return revocation(keys, jti, "REVOKED")
}

function revocation(keys: Keys, id: string, code: ErrorCode, forSeconds = KEEP_SECONDS.revoked): TakeAway {
  const line = `~ revoked ${id} ${code}`
  return { keys: [keys.revoked(id)], args: [keys.control, line, String(forSeconds), code] }
}

/** Makes a revoker over the keys of one app. Every call is one Redis command, and throws `UNAVAILABLE`. */
export function createRevoker({ keys, run }: { keys: Keys; run: RunScript }): Revoker {
  async function take(...parts: readonly TakeAway[]): Promise<void> {
    if (parts.length === 0) return
    await run(
      ONLY_TAKE_AWAY,
      parts.flatMap((part) => part.keys),
      parts.flatMap((part) => part.args),
    )
  }

  async function setDenied(identity: string, { name }: Channel, change: "deny" | "allow"): Promise<void> {
    const part = rightsChange(keys, identity)
    const args = [...part.args, String(KEEP_SECONDS.denied), name, change]
    await run(DENY, [...part.keys, keys.denied(identity)], args)
  }

  return {
    rightsChanged: (identity) => take(rightsChange(keys, identity)),
    revokeToken: (jti) => take(tokenRevocation(keys, jti)),
    endSession: (session, { forSeconds } = {}) =>
      take(revocation(keys, session, "AUTH_REQUIRED", forSeconds)),
    closeConnections: (ids) => take(...ids.map((id) => revocation(keys, id, "REVOKED"))),
    deny: (identity, channel) => setDenied(identity, channel, "deny"),
    allow: (identity, channel) => setDenied(identity, channel, "allow"),
  }
}

/** The line that says a word of the app. */
export function appLine(word: string): string {
  if (!/^[a-z-]{1,32}$/.test(word)) throw new Error("signal: a word is 1 to 32 of a-z and -")
  return `~ app ${word}`
}

/** Reads a line of the control topic. `undefined` for any other line. */
export function parseSignal(line: string): Signal | undefined {
  const [mark, type, id, code] = line.split(" ")
  if (mark !== "~" || !id) return undefined
  if (type === "rights") return { type, identity: id }
  if (type === "app") return { type, word: id }
  if (type === "revoked") return { type, id, code: code === "AUTH_REQUIRED" ? code : "REVOKED" }
  return undefined
}
