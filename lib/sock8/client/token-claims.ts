import { asFields, parseJson } from "../core/wire"

/** What a browser takes from a token without verifying it: that is the server's to do. */
export interface TokenClaims {
  /** Names of channels that the token grants. */
  readonly names: readonly string[]
  /** Whose it says that it is. */
  readonly subject?: string
  /** Milliseconds from its making to its end: both by the server's clock, so that no skew counts. */
  readonly lifeMs?: number
}

/** Reads the claims of a JWT. A text that is none has no names and no end. */
export function readClaims(token: string): TokenClaims {
  const { sub, iat, exp, permissions } = asFields(parseJson(decodePart(token, 1))) ?? {}
  const { rooms, publish } = asFields(permissions) ?? {}
  const names = [...new Set([...textsOf(rooms), ...textsOf(publish)])]
  const known = typeof sub === "string" ? { names, subject: sub } : { names }
  if (typeof iat !== "number" || typeof exp !== "number") return known
  return { ...known, lifeMs: (exp - iat) * 1000 }
}

/** A token as one may look at it: header and claims as they are written, and never the signature. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** Decodes a JWT for reading. `undefined` for a text that is none. */
export function describeToken(token: string): TokenParts | undefined {
  const header = asFields(parseJson(decodePart(token, 0)))
  const claims = asFields(parseJson(decodePart(token, 1)))
  return header && claims ? { header, claims } : undefined
}

function decodePart(token: string, index: number): string {
  const part = token.split(".")[index] ?? ""
  try {
    const bytes = atob(part.replaceAll("-", "+").replaceAll("_", "/"))
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
  } catch {
    return ""
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : []
}
