/**
 * The route of next-auth with a door before and behind it: what strangers send is bounded and cleaned, and
 * what could not be done is never answered as if it could.
 */
import type { NextRequest } from "next/server"
import NextAuth from "next-auth"
import { env } from "../env"
import { logUnavailable } from "../log"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { requireExpectedIdentity } from "../sock8/server/expected-identity"
import type { Rate } from "../sock8/server/limits"
import { answer, problem } from "../sock8/server/problem"
import { createTurns } from "../turns"
import { type AuthExchange, authOptions } from "./auth-options"
import { callbackCookie, cleanRequest } from "./clean-request"
import { deviceCookie } from "./device-cookie"
import { endSession, isEnded } from "./ended-sessions"
import { requireOwnOrigin } from "./own-origin"
import { answerRefusedSignIn, leadToSignIn } from "./refused-sign-in"
import { cookieNameOf, readSession, readSessions, sessionCookieName } from "./session-cookie"
import { beginSignIn } from "./sign-in-attempt"
import { keepWayBack } from "./way-back"

/** What Next hands to the route beside the request. */
export interface AuthContext {
  readonly params: Promise<{ nextauth: string[] }>
}

const PATH_SEGMENT = /^[\w-]{1,40}$/

/**
 * Answers `/api/auth/…`. A post of another site's page answers 403 before anything of it is read, a sign-in that is
 * set up wrongly 503.
 */
export async function handleAuth(request: NextRequest, context: AuthContext): Promise<Response> {
  try {
    // The CSRF token of next-auth is a cookie and its copy, and a neighbour under the same domain can plant both.
    if (request.method === "POST") requireOwnOrigin(request)
    const { nextauth } = await context.params
    if (!nextauth.every((segment) => PATH_SEGMENT.test(segment))) throw new Sock8Error("NOT_FOUND")
    const [action, provider] = nextauth
    // Where browsers report errors of next-auth; anybody could write into our log by it.
    if (action === "_log") return new Response(null, { status: 204 })
    // next-auth would answer with a new cookie at each call: whoever calls often would stay signed in for ever.
    if (action === "session") return await answerSession(request)
    if (action === "signout" && request.method === "POST") return await signOut(request, context)
    if (action !== "callback") return await askNextAuth(request, context)
    if (provider !== "credentials") return await signInByProvider(request, context, provider)
    if (request.method === "POST") return await signInByPassword(request, context)
    return problem(new Sock8Error("METHOD_NOT_ALLOWED"), { Allow: "POST" })
  } catch (error) {
    logUnavailable(error)
    return problem(error)
  }
}

/**
 * Ends every session that the request carries, and has next-auth answer then. next-auth would end the last of several
 * cookies of one name, where the app accepts the first, and would answer alike whatever became of it.
 */
async function signOut(request: NextRequest, context: AuthContext): Promise<Response> {
  const sessions = await readSessions(request.headers.get("cookie"))
  // The page of one person must not end the session of another.
  if (sessions[0]) requireExpectedIdentity(request, sessions[0].personId)
  for (const { sessionId } of sessions) await endSession(sessionId)
  const answered = await askNextAuth(request, context)
  answered.headers.append("Set-Cookie", clearedSession())
  return answered
}

async function signInByPassword(request: NextRequest, context: AuthContext): Promise<Response> {
  try {
    const exchange: AuthExchange = { attempt: await beginSignIn(request) }
    const answered = await askNextAuth(request, context, exchange)
    if (exchange.signedIn) {
      const { email } = exchange.signedIn
      answered.headers.append("Set-Cookie", await deviceCookie(email, exchange.attempt?.device))
    }
    return answered
  } catch (error) {
    return refuseSignIn(request, error)
  }
}

/** Where providers send people back to. Each call makes the server ask the provider, whatever its `code` is. */
const PROVIDER_RATE: Rate = { max: 30, perSeconds: 60 }
const asking = createTurns({ atOnce: 4, maxWaiting: 8, maxWaitMs: 10_000, retryAfter: 5 })

async function signInByProvider(
  request: NextRequest,
  context: AuthContext,
  provider: string | undefined,
): Promise<Response> {
  if (provider !== "github" || !env().github) throw new Sock8Error("NOT_FOUND")
  // A page of another site can bring browsers here, but not with the cookie of a sign-in that was begun: it would use
  // up the count of all at their address. next-auth would refuse them, too.
  if (!bringsState(request)) return leadToSignIn(request, "OAuthCallback")
  try {
    asking.requirePlace("last")
    const address = realtime.addressOf(request)
    if (address !== undefined) await realtime.limiter.take(`sign-in:provider:${address}`, PROVIDER_RATE)
    return await asking.run("last", () => askNextAuth(request, context))
  } catch (error) {
    return refuseSignIn(request, error)
  }
}

/** Whether there is both halves of what a provider hands back: next-auth compares them. */
function bringsState({ cookies, nextUrl }: NextRequest): boolean {
  const name = cookieNameOf("next-auth.state")
  return Boolean(cookies.get(name)?.value && nextUrl.searchParams.get("state"))
}

function refuseSignIn(request: NextRequest, error: unknown): Response {
  // A full queue is no failure, and a line for each who is refused would be one more thing to flood.
  const isFullQueue = error instanceof Sock8Error && error.details.cause === undefined
  if (!isFullQueue) logUnavailable(error)
  return answerRefusedSignIn(request, error)
}

async function askNextAuth(
  request: NextRequest,
  context: AuthContext,
  exchange: AuthExchange = {},
): Promise<Response> {
  const options = { ...authOptions(exchange), ...callbackCookie(request) }
  const answered: Response = await NextAuth(await cleanRequest(request), context, options)
  if (exchange.failure) throw exchange.failure
  const isBroken = answered.status >= 500 || errorIn(answered) === "Configuration"
  if (isBroken) throw new Sock8Error("UNAVAILABLE", { cause: answered.status, retryAfter: 5 })
  const headers = new Headers(answered.headers)
  headers.set("Cache-Control", "no-store")
  keepWayBack(request, headers)
  return new Response(answered.body, { status: answered.status, headers })
}

/** The `error` that a redirect leads to; "" for none. */
function errorIn({ headers }: Response): string {
  const location = headers.get("location")
  return location ? (new URL(location, "http://here.invalid").searchParams.get("error") ?? "") : ""
}

/**
 * Who is signed in and until when, as the client of next-auth expects it. Issues no cookie and clears none: an answer that
 * comes late would clear the one of a later sign-in.
 */
async function answerSession(request: NextRequest): Promise<Response> {
  const session = await readSession(request.headers.get("cookie"))
  if (!session || (await isEnded(session.sessionId))) return answer({})
  const { personId: id, name, expiresAt } = session
  return answer({ user: { id, name }, expires: new Date(expiresAt).toISOString() })
}

/** The `Set-Cookie` header that has a browser forget its session. */
function clearedSession(): string {
  const secure = env().secureCookies ? "; Secure" : ""
  return `${sessionCookieName()}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`
}
