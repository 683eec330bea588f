import { Sock8Error } from "../core/errors"

/**
 * The origin of the app's own pages, in the spelling of browsers: `https://app.example.org`. `undefined` where the app
 * was not told: then it is what the `Host` of the request says, and `X-Forwarded-Proto`, where it was sent. Proxies
 * replace the first and leave out the second unless they are told not to.
 */
export type OwnOrigin = string | undefined

/**
 * Refuses a request that a page of another site made with somebody's cookies.
 *
 * A browser sends `Origin` with every POST and a page cannot change it. A program that is no browser sends
 * neither `Origin` nor `Sec-Fetch-Site`, and has no cookies of others.
 *
 * @throws Sock8Error `ORIGIN_FORBIDDEN`
 */
export function requireOwnOrigin(request: Request, own: OwnOrigin): void {
  const origin = request.headers.get("origin")
  if (origin === null && request.headers.get("sec-fetch-site") === null) return
  if (origin !== null && isOwn(origin, request, own)) return
  throw forbidden(own)
}

/**
 * Refuses a `GET` that a page of another site made with somebody's cookies: a browser sends no `Origin` with
 * some of them, and says where they came from in `Sec-Fetch-Site`, which a page cannot change.
 *
 * @throws Sock8Error `ORIGIN_FORBIDDEN`
 */
export function requireOwnSite(request: Request, own: OwnOrigin): void {
  const site = request.headers.get("sec-fetch-site")
  const origin = request.headers.get("origin")
  const isOwnSite = site === null || site === "same-origin" || site === "none"
  if (!isOwnSite || (origin !== null && !isOwn(origin, request, own))) throw forbidden(own)
}

/** Names the right address: most who read it have set something up, or opened the app by another name. */
function forbidden(own: OwnOrigin): Sock8Error {
  return own === undefined
    ? new Sock8Error("ORIGIN_FORBIDDEN", { detail: "Its Origin is not what Host and X-Forwarded-Proto say" })
    : new Sock8Error("ORIGIN_FORBIDDEN", { title: `This request did not come from a page of ${own}` })
}

function isOwn(origin: string, request: Request, own: OwnOrigin): boolean {
  if (own !== undefined) return origin === own
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
