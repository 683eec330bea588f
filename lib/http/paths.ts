/** What an address asks for, as far as the rules of this folder differ by it. */

/**
 * The path of a request's address, not decoded; `undefined` for an address that Next cannot parse. Another spelling of
 * a path below `/api/`, such as `/%61pi/`, is not recognised and gets the stricter rules of a page.
 */
export function pathOf(address: string): string | undefined {
  if (address.startsWith("/")) return address.replace(/[?#].*$/s, "")
  // Proxies may send the whole address.
  return URL.canParse(address) ? new URL(address).pathname : undefined
}

export function isBelowApi(path: string): boolean {
  return path.startsWith("/api/")
}

/** What the tools of `next dev` ask for: overlays, source maps, hot reload. */
export function isForDevelopment(path: string): boolean {
  return path.startsWith("/__nextjs") || path.startsWith("/_next/")
}
