/**
 * What happens to a request of a page before Next renders it. Convenience, never the lock: visitors who are not signed
 * in are sent to sign in, and pages get a content security policy with a nonce of their own. Requests have been made to
 * skip a middleware (CVE-2025-29927), so each page and each route asks again who is there, and the app is as closed
 * without this.
 */
import { type NextRequest, NextResponse } from "next/server"
import { signInPath } from "../auth/safe-path"
import { readSession } from "../auth/session-cookie"
import { env } from "../env"
import { contentSecurityPolicy, createNonce } from "../security-headers"

const POLICY = "Content-Security-Policy"

/** Answers with a redirect, or lets the request pass on. Reads the cookie and asks no store. */
export async function leadVisitors(request: NextRequest): Promise<NextResponse> {
  const policy = policyOfPage()
  if (isBelow("/dashboard", request) && !(await isSignedIn(request))) {
    return withPolicy(NextResponse.redirect(new URL(signInPath(pathOf(request)), request.url)), policy)
  }
  // Next takes the nonce for its scripts out of the policy of the *request*.
  const headers = new Headers(request.headers)
  headers.set(POLICY, policy)
  return withPolicy(NextResponse.next({ request: { headers } }), policy)
}

function policyOfPage(): string {
  const { isDevelopment, secureCookies, github } = env()
  return contentSecurityPolicy({
    nonce: createNonce(),
    isDevelopment,
    isHttps: secureCookies,
    signsInWithGitHub: github !== undefined,
  })
}

function withPolicy(response: NextResponse, policy: string): NextResponse {
  response.headers.set(POLICY, policy)
  return response
}

function isBelow(path: string, { nextUrl }: NextRequest): boolean {
  return nextUrl.pathname === path || nextUrl.pathname.startsWith(`${path}/`)
}

async function isSignedIn(request: NextRequest): Promise<boolean> {
  return (await readSession(request.headers.get("cookie"))) !== undefined
}

function pathOf({ nextUrl }: NextRequest): string {
  return `${nextUrl.pathname}${nextUrl.search}`
}
