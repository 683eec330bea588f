/** Where a person was going when they were asked to sign in, kept where that fails on the way. */
import { env } from "../env"
import { cookieValue } from "./cookie-header"
import { safePath } from "./safe-path"
import { cookieNameOf } from "./session-cookie"

// Stands for our own address where a redirect names none.
const HERE = "http://here.invalid"

/** The name of the cookie in which next-auth remembers it while people are on the page of a provider. */
export function callbackCookieName(): string {
  return cookieNameOf("next-auth.callback-url")
}

/** The address of the page to sign in that has a sentence for the error. */
export function signInPage(request: Request, error: string): string {
  const page = new URL(`/sign-in?error=${error}`, env().NEXTAUTH_URL ?? request.url)
  return withWayBack(request, page).href
}

/** Corrects a redirect of next-auth to the page to sign in: with some errors it forgets where the person was going. */
export function keepWayBack(request: Request, headers: Headers): void {
  const location = headers.get("location")
  if (!location || !URL.canParse(location, HERE)) return
  const page = new URL(location, HERE)
  const { searchParams, origin } = page
  if (page.pathname !== "/sign-in" || !searchParams.has("error")) return
  // Its page of errors, opened without one.
  if (searchParams.get("error") === "undefined") searchParams.set("error", "Default")
  if (!searchParams.has("callbackUrl")) withWayBack(request, page)
  headers.set("location", origin === HERE ? `${page.pathname}${page.search}` : page.href)
}

function withWayBack(request: Request, page: URL): URL {
  const path = wayBack(request)
  if (path) page.searchParams.set("callbackUrl", path)
  return page
}

function wayBack(request: Request): string | undefined {
  const remembered = decoded(cookieValue(request.headers.get("cookie") ?? "", callbackCookieName()))
  const path = remembered && safePath(remembered, env().NEXTAUTH_URL ?? request.url)
  // next-auth remembers the first page where nobody said where they were going.
  return path === "/" ? undefined : path
}

function decoded(value: string | undefined): string | undefined {
  try {
    return value && decodeURIComponent(value)
  } catch {
    return undefined
  }
}
