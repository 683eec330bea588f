/** What an address asks for, as far as the rules of this folder differ by it. */

/**
 * The path of a request's address, as Next reads it: not decoded, but `/api/../docs` is `/docs`. `undefined` for an
 * address that Next cannot parse. Another spelling of a path below `/api/`, such as `/%61pi/`, is not recognised and
 * gets the stricter rules of a page.
 */
export function pathOf(address: string): string | undefined {
  // Proxies may send the whole address.
  const whole = address.startsWith("/") ? `http://here.invalid${address}` : address
  return URL.canParse(whole) ? new URL(whole).pathname : undefined
}

export function isBelowApi(path: string): boolean {
  return path.startsWith("/api/")
}

/** What the tools of `next dev` ask for: overlays, source maps, hot reload. */
export function isForDevelopment(path: string): boolean {
  return path.startsWith("/__nextjs") || path.startsWith("/_next/")
}
