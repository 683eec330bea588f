/**
 * The route of next-auth with a door before and behind it: what strangers send is bounded and cleaned, and
 * what could not be done is never answered as if it could.
 */
import { NextRequest } from "next/server"
import NextAuth, { type NextAuthOptions } from "next-auth"
import { z } from "zod"
import { env } from "../env"
import { logUnavailable } from "../log"
import { Sock8Error } from "../sock8/core/errors"
import { requireOwnOrigin } from "../sock8/server/origin"
import { answer, NO_STORE, problem } from "../sock8/server/problem"
import { readText } from "../sock8/server/read-body"
import { type AuthOutcome, authOptions } from "./auth-options"
import { isEnded } from "./ended-sessions"
import { HOME_PATH } from "./safe-path"
import { readSession, sessionCookieName } from "./session-cookie"

/** What Next hands to the route beside the request. */
export interface AuthContext {
  readonly params: Promise<{ nextauth: string[] }>
}

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
    // Where browsers report errors of next-auth; anybody could write into our log by it.
    if (nextauth[0] === "_log") return new Response(null, { status: 204 })
    // next-auth would answer with a new cookie at each call: whoever calls often would stay signed in for ever.
    if (nextauth[0] === "session") return await answerSession(request)
    const outcome: AuthOutcome = {}
    const told: Response = await NextAuth(await clean(request), context, optionsFor(request, outcome))
    if (outcome.failure) throw outcome.failure
    return await tellHonestly(told)
  } catch (error) {
    logUnavailable(error)
    return problem(error)
  }
}

/** Who is signed in and until when, as the client of next-auth expects it. Issues no cookie. */
async function answerSession(request: NextRequest): Promise<Response> {
  const session = await readSession(request.headers.get("cookie"))
  if (!session || (await isEnded(session.sessionId))) return answerNobody()
  const { personId: id, name, expiresAt } = session
  return answer({ user: { id, name }, expires: new Date(expiresAt).toISOString() })
}

function answerNobody(): Response {
  const { secureCookies } = env()
  const cookie = `${sessionCookieName()}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureCookies ? "; Secure" : ""}`
  return Response.json({}, { headers: { ...NO_STORE, "Set-Cookie": cookie } })
}

const PATH_SEGMENT = /^[\w-]{1,40}$/
const ERROR_NAME = /^\w{1,40}$/
const MAX_BODY_BYTES = 16 * 1024

/** The request without what next-auth would answer with 500: addresses that are none, bodies that are no form. */
async function clean(request: NextRequest): Promise<NextRequest> {
  const url = new URL(request.url)
  const callbackUrl = url.searchParams.get("callbackUrl")
  if (callbackUrl !== null && !isWebAddress(callbackUrl)) url.searchParams.set("callbackUrl", HOME_PATH)
  const error = url.searchParams.get("error")
  if (error !== null && !ERROR_NAME.test(error)) url.searchParams.set("error", "Default")
  const { method, headers } = request
  return method === "POST"
    ? new NextRequest(url, { method, headers, body: await readForm(request) })
    : new NextRequest(url, { method, headers })
}

const jsonForm = z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.null()]))

async function readForm(request: Request): Promise<string> {
  const text = await readText(request, MAX_BODY_BYTES)
  if (!request.headers.get("content-type")?.includes("application/json")) return text
  try {
    return JSON.stringify(jsonForm.parse(JSON.parse(text)))
  } catch {
    throw new Sock8Error("INVALID_REQUEST")
  }
}

/**
 * next-auth answers 500 for as long as its cookie holds something that is no address. So a broken one is
 * left alone, and another name is used in its place.
 */
function optionsFor(request: NextRequest, outcome: AuthOutcome): NextAuthOptions {
  const options = authOptions(outcome)
  const secure = env().secureCookies
  const name = `${secure ? "__Secure-" : ""}next-auth.callback-url`
  const value = request.cookies.get(name)?.value
  if (!value || isWebAddress(value)) return options
  const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure }
  return { ...options, cookies: { callbackUrl: { name: `${name}.instead`, options: cookieOptions } } }
}

/** What next-auth takes for an address. Whether it is one of ours, the `redirect` callback decides. */
function isWebAddress(target: string): boolean {
  const base = target.startsWith("/") ? "http://here.invalid" : undefined
  return URL.canParse(target, base) && /^https?:$/.test(new URL(target, base).protocol)
}

/** Refusals that are nobody's wrong password: next-auth has one status for all of them. */
const statusOfError: Readonly<Record<string, { status: number; retryAfter: number }>> = {
  TooManyTries: { status: 429, retryAfter: 60 },
  Unavailable: { status: 503, retryAfter: 5 },
}

async function tellHonestly(answer: Response): Promise<Response> {
  const error = await errorIn(answer)
  if (answer.status >= 500 || error === "Configuration") throw new Sock8Error("UNAVAILABLE")
  const headers = new Headers(answer.headers)
  headers.set("Cache-Control", "no-store")
  const better = Object.hasOwn(statusOfError, error) ? statusOfError[error] : undefined
  if (better) headers.set("Retry-After", String(better.retryAfter))
  // A form without scripts has to follow its redirect, so that one keeps its status.
  const status = better && answer.status !== 302 ? better.status : answer.status
  return new Response(answer.body, { status, headers })
}

const refusedSignIn = z.object({ url: z.url() })

/** The `error` that an answer leads to, by redirect or by the `url` that scripts get; "" for none. */
async function errorIn(answer: Response): Promise<string> {
  const location = answer.headers.get("location")
  if (location) return new URL(location, "http://here.invalid").searchParams.get("error") ?? ""
  if (answer.status !== 401) return ""
  const told = refusedSignIn.safeParse(await answer.clone().json())
  return told.success ? (new URL(told.data.url).searchParams.get("error") ?? "") : ""
}
