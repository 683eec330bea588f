/**
 * Step 1 of the walk, *sign in*: the session is an encrypted cookie that says who somebody is and nothing
 * else. What they may do is read from Redis at each request (`current-person.ts`).
 *
 * next-auth's own `getToken` also takes a token from the `Authorization` header. There another kind of token
 * travels in this app, so the cookie is read here, and only the cookie.
 */
import { decodeProtectedHeader } from "jose"
import { decode, type JWT, type JWTDecodeParams } from "next-auth/jwt"
import { z } from "zod"
import { env } from "../env"
import { personId } from "../people/person"
import { cookieValue, cookieValues } from "./cookie-header"

/**
 * A session ends so long after its sign-in, whatever is done meanwhile: its cookie is issued once and never
 * replaced. The cookie's own claims say so, because a program that copied it does not look at `Expires`.
 */
export const SESSION_MAX_AGE_SECONDS = 7 * 24 * 60 * 60

/** The clocks of two instances may differ by so much: a session may say that it begins so far in the future. */
export const SESSION_CLOCK_TOLERANCE_SECONDS = 60
/** How long after its end a session is still taken, by the `decode` of next-auth. */
export const SESSION_EXPIRY_TOLERANCE_SECONDS = 15

/** The claims of the cookie. `sid` names the session, so that signing out can end it. */
export const sessionClaims = z.object({
  sub: personId,
  name: z.string().max(200),
  sid: z.uuid(),
  iat: z.number(),
  exp: z.number(),
})

/** Who a valid cookie says that somebody is. */
export interface Session {
  readonly personId: string
  readonly name: string
  readonly sessionId: string
  /** When the session ends by itself: milliseconds since 1970. */
  readonly expiresAt: number
}

/** A cookie's name where the app is on https: browsers take a `__Secure-` name over https only, and only `Secure`. */
export function cookieNameOf(name: string): string {
  return env().secureCookies ? `__Secure-${name}` : name
}

/** The name of the session cookie. */
export function sessionCookieName(): string {
  return cookieNameOf("next-auth.session-token")
}

/**
 * The session in a `Cookie` header; `undefined` for none, and for one that is forged, expired or broken. One that
 * claims a longer life than {@link SESSION_MAX_AGE_SECONDS} is none either: its end would be forgotten before it.
 */
export async function readSession(cookieHeader: string | null): Promise<Session | undefined> {
  const token = cookieValue(cookieHeader ?? "", sessionCookieName())
  return token ? readToken(token) : undefined
}

/** Sessions that one sign-out ends. A browser has one, and seldom a second one by a neighbour's cookie. */
const MOST_SESSIONS = 4

/** All sessions in a `Cookie` header, the one of {@link readSession} first, and {@link MOST_SESSIONS} at most. */
export async function readSessions(cookieHeader: string | null): Promise<Session[]> {
  const tokens = cookieValues(cookieHeader ?? "", sessionCookieName())
  const sessions = await Promise.all(tokens.map(readToken))
  return sessions.flatMap((session) => session ?? []).slice(0, MOST_SESSIONS)
}

async function readToken(token: string): Promise<Session | undefined> {
  const claims = sessionClaims.safeParse(await decodeOrUndefined(token))
  if (!claims.success || !isWithinLifetime(claims.data)) return undefined
  const { sub, name, sid, exp } = claims.data
  return { personId: sub, name, sessionId: sid, expiresAt: exp * 1000 }
}

/** With both bounds no cookie is good for longer than the lifetime, counted from any moment at which it was good. */
function isWithinLifetime({ iat, exp }: z.infer<typeof sessionClaims>): boolean {
  const startsBy = Date.now() / 1000 + SESSION_CLOCK_TOLERANCE_SECONDS
  return iat <= startsBy && exp - iat <= SESSION_MAX_AGE_SECONDS + SESSION_EXPIRY_TOLERANCE_SECONDS
}

/**
 * Decrypts a session's token as next-auth does, if its header is the one that next-auth writes; `null` otherwise.
 * Any other header is a stranger's: it may name an algorithm that derives the key in 10,000 rounds, for each request.
 *
 * @throws Error where it cannot be decrypted or has expired.
 */
export async function decodeSessionToken(params: JWTDecodeParams): Promise<JWT | null> {
  const { alg, enc, ...others } = decodeProtectedHeader(params.token ?? "")
  const isOurs = alg === "dir" && enc === "A256GCM" && Object.keys(others).length === 0
  return isOurs ? decode(params) : null
}

async function decodeOrUndefined(token: string): Promise<unknown> {
  try {
    return await decodeSessionToken({ token, secret: env().NEXTAUTH_SECRET })
  } catch {
    // Whatever a stranger put there: a cookie that cannot be decrypted is no cookie.
    return undefined
  }
}
