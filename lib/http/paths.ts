/** What an address asks for, as far as the rules of this folder differ by it. */

/**
 * A request's address, as Next reads it: its path is not decoded, but that of `/api/../docs` is `/docs`. `undefined`
 * where Next cannot parse it. Another spelling of a path below `/api/`, such as `/%61pi/`, is not recognised and gets
 * the stricter rules of a page.
 */
export function parseAddress(address: string): URL | undefined {
  // Proxies may send the whole address.
  const whole = address.startsWith("/") ? `http://here.invalid${address}` : address
  return URL.canParse(whole) ? new URL(whole) : undefined
}

export function isBelowApi(path: string): boolean {
  return path.startsWith("/api/")
}

/** What the tools of `next dev` ask for: overlays, source maps, hot reload. */
export function isForDevelopment(path: string): boolean {
  return path.startsWith("/__nextjs") || path.startsWith("/_next/")
}
