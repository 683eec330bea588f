import { Sock8Error } from "../core/errors"

/**
 * Refuses a request that a page of another site made with somebody's cookies.
 *
 * A browser sends `Origin` with every POST and a page cannot change it. A program that is no browser sends
 * neither `Origin` nor `Sec-Fetch-Site`, and has no cookies of others.
 *
 * @throws Sock8Error `ORIGIN_FORBIDDEN`
 */
export function requireOwnOrigin(request: Request): void {
  const origin = request.headers.get("origin")
  if (origin === null && request.headers.get("sec-fetch-site") === null) return
  if (origin !== null && isOwn(origin, request)) return
  throw new Sock8Error("ORIGIN_FORBIDDEN")
}

/**
 * Refuses a `GET` that a page of another site made with somebody's cookies: a browser sends no `Origin` with
 * some of them, and says where they came from in `Sec-Fetch-Site`, which a page cannot change.
 *
 * @throws Sock8Error `ORIGIN_FORBIDDEN`
 */
export function requireOwnSite(request: Request): void {
  const site = request.headers.get("sec-fetch-site")
  const origin = request.headers.get("origin")
  const isOwnSite = site === null || site === "same-origin" || site === "none"
  if (!isOwnSite || (origin !== null && !isOwn(origin, request))) throw new Sock8Error("ORIGIN_FORBIDDEN")
}

function isOwn(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host, origin: canonical } = new URL(origin)
  return origin === canonical && host === hostOf(request) && protocol === protocolOf(request)
}

function hostOf(request: Request): string {
  return request.headers.get("host") ?? new URL(request.url).host
}

/** As the client sees it: whoever ends TLS in front of the app says so. */
function protocolOf(request: Request): string {
  const [forwarded] = request.headers.get("x-forwarded-proto")?.split(",") ?? []
  return forwarded ? `${forwarded.trim()}:` : new URL(request.url).protocol
}
