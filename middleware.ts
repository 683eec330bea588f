/**
 * Convenience, never the lock: signed-out visitors are sent to sign in before a page is rendered, and pages
 * get a content security policy with a nonce of their own. Requests have been made to skip a middleware
 * (CVE-2025-29927), so each page and each route asks again who is there, and the app is as closed without
 * this file.
 *
 * Next 16 calls this file `proxy.ts` and says so; it runs under either name.
 */
import { type NextRequest, NextResponse } from "next/server"
import { signInPath } from "./lib/auth/safe-path"
import { readSession } from "./lib/auth/session-cookie"
import { env } from "./lib/env"
import { contentSecurityPolicy, createNonce } from "./lib/security-headers"

const POLICY = "Content-Security-Policy"

export async function middleware(request: NextRequest): Promise<NextResponse> {
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
  const { secureCookies, github } = env()
  return contentSecurityPolicy({
    nonce: createNonce(),
    isDevelopment: process.env.NODE_ENV === "development",
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

export const config = {
  // Pages, and nothing else. Routes are left out because Next reads a whole body into memory before it runs this
  // file: a route that counts and times what arrives would come too late.
  matcher: "/((?!api/|_next/|icon\\.svg$|favicon\\.ico$).*)",
}
