/**
 * Step 3 of the walk, token: a short-lived, signed statement of who somebody is and which channels they
 * were granted. Next step: `lib/door.ts`, where a stream is opened with it.
 */
import { createHash, randomUUID, webcrypto } from "node:crypto"
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from "jose"
import { Sock8Error } from "../core/errors"
import { TOKEN_TYPE } from "../core/wire"
import { readClaims, type TokenIdentity, type TokenSubject, toClaims } from "./claims"
import { KEEP_SECONDS } from "./scripts/keep"

/** How tokens are made and checked. */
export interface TokenOptions {
  /** At least 32 bytes. */
  readonly secret: string
  /** The secret before the last rotation: still accepted, never used to sign. */
  readonly previousSecret?: string | undefined
  readonly issuer: string
  readonly audience: string
  /** Seconds that a token is good for, less than a revocation is remembered: a day. Default 900. */
  readonly lifetimeSeconds?: number
}

/** Signs and verifies the tokens of one app. */
export interface Tokens {
  /** @throws Sock8Error `TOO_MANY_CHANNELS` where the token would be larger than {@link MAX_TOKEN_BYTES}. */
  sign(subject: TokenSubject): Promise<{ token: string; expiresAt: number }>
  /**
   * @throws Sock8Error `INVALID_TOKEN` (form or signature), `TOKEN_EXPIRED`, or `AUTH_FAILED` (signed, but
   * not for this app or not of its claims).
   */
  verify(token: string): Promise<TokenIdentity>
}

/** Most bytes of a token: larger ones are refused before any cryptography, and would not fit a header. */
export const MAX_TOKEN_BYTES = 8 * 1024

/** Seconds that a token is good for where nothing else is set. */
export const DEFAULT_LIFETIME_SECONDS = 900
/** The clocks of two instances may differ by so much: a token may say that it begins so far in the future. */
export const CLOCK_TOLERANCE_SECONDS = 60
/**
 * How long after its end a token is still taken, by the clock of the process that checks it. Less than the other: a client asks
 * for its next token long before the end, so no clock that runs ahead keeps it out, and none that is right should let a
 * token live longer than it says.
 */
export const EXPIRY_TOLERANCE_SECONDS = 5
const MIN_SECRET_BYTES = 32

/** Makes the tokens of one app. Throws where a secret is too short, or the lifetime too long. */
export function createTokens(options: TokenOptions): Tokens {
  const { secret, previousSecret, issuer, audience, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS } = options
  if (lifetimeSeconds + CLOCK_TOLERANCE_SECONDS + EXPIRY_TOLERANCE_SECONDS > KEEP_SECONDS.revoked) {
    throw new Error(`A token that lives for ${lifetimeSeconds} s would outlive its revocation.`)
  }
  const current = createKey(secret)
  const keys = previousSecret ? [current, createKey(previousSecret)] : [current]

  return {
    async sign(subject) {
      const issuedAt = Math.floor(Date.now() / 1000)
      const until = Math.floor((subject.until ?? Number.POSITIVE_INFINITY) / 1000)
      const expiresAt = Math.min(issuedAt + lifetimeSeconds, until)
      const token = await new SignJWT(toClaims(subject))
        .setProtectedHeader({ alg: "HS256", typ: TOKEN_TYPE, kid: current.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject.identity)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await current.key)
      if (token.length > MAX_TOKEN_BYTES) {
        throw new Sock8Error("TOO_MANY_CHANNELS", { detail: "Ask for a part of your grants with `want`" })
      }
      return { token, expiresAt: expiresAt * 1000 }
    },

    async verify(token) {
      const kid = readKid(token)
      const key = keys.find((candidate) => candidate.kid === kid)
      if (!key) throw new Sock8Error("INVALID_TOKEN")
      const payload = await verifySignature(token, await key.key, { issuer, audience, lifetimeSeconds })
      return readClaims(payload, lifetimeSeconds)
    },
  }
}

interface SigningKey {
  readonly kid: string
  /** Imported once: importing the secret at every signature costs half as much again. */
  readonly key: Promise<webcrypto.CryptoKey>
}

function createKey(secret: string): SigningKey {
  const bytes = new TextEncoder().encode(secret)
  if (bytes.byteLength < MIN_SECRET_BYTES) throw new Error("A token secret needs at least 32 bytes.")
  const kid = createHash("sha256").update("sock8 kid\0").update(bytes).digest("base64url").slice(0, 12)
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  return { kid, key: webcrypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]) }
}

const NO_CHANNEL_TOKEN =
  "This is no channel token. Where tokens of other services are accepted, `authenticate` exchanges one for a channel token"

/** The key id of a token whose size and header are ours: three members, each of the one right value. */
function readKid(token: string): string {
  if (token.length > MAX_TOKEN_BYTES) throw new Sock8Error("INVALID_TOKEN")
  const { alg, typ, kid, ...others } = readHeader(token)
  const details = typ === TOKEN_TYPE ? {} : { detail: NO_CHANNEL_TOKEN }
  // `jku`, `jwk`, `crit`, `b64` and the like are orders to the verifier. There is nothing to be ordered here.
  if (alg !== "HS256" || typeof kid !== "string" || Object.keys(others).length > 0) {
    throw new Sock8Error("INVALID_TOKEN", details)
  }
  if (typ !== TOKEN_TYPE) throw new Sock8Error("AUTH_FAILED", details)
  return kid
}

function readHeader(token: string): Record<string, unknown> {
  try {
    return { ...decodeProtectedHeader(token) }
  } catch (cause) {
    throw new Sock8Error("INVALID_TOKEN", { cause })
  }
}

async function verifySignature(
  token: string,
  key: webcrypto.CryptoKey,
  expected: { issuer: string; audience: string; lifetimeSeconds: number },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      typ: TOKEN_TYPE,
      issuer: expected.issuer,
      audience: expected.audience,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: expected.lifetimeSeconds,
      requiredClaims: ["iss", "aud", "sub", "jti", "iat", "exp"],
    })
    requireUnexpired(payload)
    return payload
  } catch (cause) {
    if (cause instanceof Sock8Error) throw cause
    if (cause instanceof errors.JWTExpired) throw new Sock8Error("TOKEN_EXPIRED", { cause })
    if (cause instanceof errors.JWTClaimValidationFailed) throw new Sock8Error("AUTH_FAILED", { cause })
    throw new Sock8Error("INVALID_TOKEN", { cause })
  }
}

/**
 * The library has one tolerance for both ends of a token; this is the shorter one, of its end. A token without an end is
 * not judged here.
 *
 * @throws Sock8Error `TOKEN_EXPIRED`
 */
export function requireUnexpired({ exp = Number.POSITIVE_INFINITY }: Pick<JWTPayload, "exp">): void {
  if (exp + EXPIRY_TOLERANCE_SECONDS <= Math.floor(Date.now() / 1000)) throw new Sock8Error("TOKEN_EXPIRED")
}
