import type { JWTPayload } from "jose"
import { Sock8Error } from "../core/errors"
import type { Action, Grant } from "../core/grants"
import { isId, parseName } from "../core/path"
import { asFields } from "../core/wire"
import type { Standing } from "./standing"

/** What a token is made of. */
export interface TokenSubject {
  readonly identity: string
  readonly name?: string
  readonly grants: readonly Grant[]
  /** When the rules were asked, in milliseconds by the clock of Redis. */
  readonly since: number
  /** The session that asks, to end with it. */
  readonly session?: string
  /** When the token must end at the latest, in milliseconds since 1970. */
  readonly until?: number
}

/** What a verified token says. */
export interface TokenIdentity {
  readonly identity: string
  readonly name?: string
  readonly grants: readonly Grant[]
  readonly standing: Standing
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The claims of ours beside the registered ones. */
export function toClaims({ name, grants, since, session }: TokenSubject): Record<string, unknown> {
  return {
    since,
    ...(name ? { name } : {}),
    ...(session ? { sid: session } : {}),
    permissions: toPermissions(grants),
  }
}

const CLAIMS = new Set(["iss", "aud", "sub", "jti", "iat", "exp", "since", "sid", "name", "permissions"])

/**
 * Reads the claims strictly: a missing, unknown or mistyped one makes the whole token unacceptable.
 *
 * @throws Sock8Error `AUTH_FAILED`
 */
export function readClaims(payload: JWTPayload, lifetimeSeconds: number): TokenIdentity {
  const { sub, aud, jti, iat, exp, since, sid, name } = payload
  const grants = readPermissions(payload.permissions)
  const known = Object.keys(payload).every((claim) => CLAIMS.has(claim))
  if (!known || !grants || typeof aud !== "string" || !isId(sub) || !isId(jti)) throw unacceptable()
  if (!isWhole(iat) || !isWhole(exp) || !isWhole(since)) throw unacceptable()
  if (sid !== undefined && !isId(sid)) throw unacceptable()
  if (name !== undefined && (typeof name !== "string" || name.length > 100)) throw unacceptable()
  // A signature over a far `exp` would be good for years: ours never is.
  if (exp - iat > lifetimeSeconds) throw unacceptable()
  return {
    identity: sub,
    grants,
    standing: { identities: [sub], since, token: jti, ...(sid === undefined ? {} : { session: sid }) },
    expiresAt: exp * 1000,
    ...(name === undefined ? {} : { name }),
  }
}

function unacceptable(): Sock8Error {
  return new Sock8Error("AUTH_FAILED")
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function toPermissions(grants: readonly Grant[]): Record<string, string[]> {
  const patternsOf = (action: Action) => [
    ...new Set(grants.filter(({ actions }) => actions.includes(action)).map(({ pattern }) => pattern)),
  ]
  const except = [...new Set(grants.flatMap((grant) => grant.except ?? []))]
  const presence = patternsOf("presence")
  return {
    rooms: patternsOf("read"),
    publish: patternsOf("publish"),
    // What is empty would only make every token longer.
    ...(presence.length > 0 ? { presence } : {}),
    ...(except.length > 0 ? { except } : {}),
  }
}

/** Grants of the `permissions` claim. Without the claim there are none. `undefined` where it is malformed. */
function readPermissions(value: unknown): Grant[] | undefined {
  if (value === undefined) return []
  const {
    rooms = [],
    publish = [],
    presence = [],
    except = [],
    ...others
  } = asFields(value) ?? { malformed: true }
  if (Object.keys(others).length > 0) return undefined
  if (!isPatterns(rooms) || !isPatterns(publish) || !isPatterns(presence) || !isPatterns(except))
    return undefined
  const because = "granted in your token"
  const grantOf =
    (action: Action) =>
    (pattern: string): Grant =>
      except.length > 0
        ? { pattern, actions: [action], because, except }
        : { pattern, actions: [action], because }
  return [
    ...rooms.map(grantOf("read")),
    ...publish.map(grantOf("publish")),
    ...presence.map(grantOf("presence")),
  ]
}

function isPatterns(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isPattern)
}

/** A channel name, or a level of names: a star may stand for the last segment and nowhere else. */
function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false
  return parseName(value.endsWith(".*") ? value.slice(0, -2) : value) !== undefined
}
