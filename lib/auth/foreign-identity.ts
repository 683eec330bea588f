/**
 * Tokens that another service signed with our `JWT_SECRET`, where `JWT_ACCEPT_FOREIGN` allows them: the
 * self-hosting way, in which any JWT library makes `{ sub }` with an expiry. They say who somebody is. What
 * that person may use comes from `lib/authorize.ts`, as for everybody; grants in such a token are not read.
 */
import { decodeProtectedHeader, errors, jwtVerify } from "jose"
import { z } from "zod"
import { env } from "../env"
import { personId } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { TOKEN_TYPE } from "../sock8/core/wire"
import { CLOCK_TOLERANCE_SECONDS, requireUnexpired } from "../sock8/server/token"

const MAX_LIFETIME_SECONDS = 24 * 60 * 60
const MAX_TOKEN_LENGTH = 4096

/** jose takes a number for a `sub` and asks for no `exp`, so both are checked here. */
const foreignClaims = z.object({
  sub: personId,
  exp: z.number(),
  iat: z.number().optional(),
})

/** Who somebody is, and until when the token says so: milliseconds since 1970. */
export interface ForeignIdentity {
  readonly personId: string
  readonly expiresAt: number
}

/**
 * Who the `Authorization` header says that somebody is. `undefined` without such a header, and where foreign
 * tokens are switched off. Throws `TOKEN_EXPIRED` or `INVALID_TOKEN` for a token that is not to be trusted.
 */
export async function foreignIdentity(request: Request): Promise<ForeignIdentity | undefined> {
  const expected = env().foreignTokens
  const authorization = request.headers.get("authorization")
  if (!expected || authorization === null) return undefined
  const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1]
  if (!token || token.length > MAX_TOKEN_LENGTH) throw new Sock8Error("INVALID_TOKEN")
  const claims = foreignClaims.safeParse(await verify(token, expected))
  if (!claims.success || !isShortLived(claims.data)) throw new Sock8Error("INVALID_TOKEN")
  return { personId: claims.data.sub, expiresAt: claims.data.exp * 1000 }
}

/** The claims of a token that one of our two keys signed: the second one is there while keys are changed. */
async function verify(token: string, expected: { issuer?: string; audience?: string }): Promise<unknown> {
  const { JWT_SECRET, JWT_SECRET_PREVIOUS } = env()
  const secrets = JWT_SECRET_PREVIOUS ? [JWT_SECRET, JWT_SECRET_PREVIOUS] : [JWT_SECRET]
  for (const secret of secrets) {
    try {
      return await verifyWith(secret, token, expected)
    } catch (cause) {
      if (cause instanceof errors.JWSSignatureVerificationFailed) continue
      if (cause instanceof Sock8Error) throw cause
      throw new Sock8Error(cause instanceof errors.JWTExpired ? "TOKEN_EXPIRED" : "INVALID_TOKEN", { cause })
    }
  }
  throw new Sock8Error("INVALID_TOKEN")
}

async function verifyWith(secret: string, token: string, expected: { issuer?: string; audience?: string }) {
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret), {
    ...expected,
    algorithms: ["HS256"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  })
  requireUnexpired(payload)
  // Our own channel tokens carry another type. One of them, taken for an identity, would be a way to stay
  // signed in for ever, each token fetching the next.
  const { typ } = protectedHeader
  return typ === undefined || typ.toUpperCase() === "JWT" ? payload : undefined
}

function isShortLived({ exp, iat }: z.infer<typeof foreignClaims>): boolean {
  const now = Math.floor(Date.now() / 1000)
  if (iat !== undefined && iat > now + CLOCK_TOLERANCE_SECONDS) return false
  return exp - (iat ?? now) <= MAX_LIFETIME_SECONDS
}

/** Tells whether a request brings a token that is not one of our own channel tokens, and such are accepted. */
export function isForeignToken(request: Request): boolean {
  const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
  return env().foreignTokens !== undefined && token !== undefined && typeOf(token) !== TOKEN_TYPE
}

function typeOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).typ
  } catch {
    return undefined
  }
}
