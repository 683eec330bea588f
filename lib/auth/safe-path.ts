/** Where to go after signing in: anywhere in this app, and nowhere else. */

/** Where people land who asked for no page, or for one that is not ours. */
export const HOME_PATH = "/dashboard"

// Stands for our own address while a path is resolved; nothing is ever sent there.
const HERE = "http://here.invalid"

/** A path, or an address with its host. */
const LOCATION = /^(?:\/|https?:\/\/)/i

/**
 * The path that a `callbackUrl` means, or {@link HOME_PATH} where it leads elsewhere. `ownOrigin` lets an
 * absolute address of our own pass. It is resolved the way a browser resolves it, because browsers ignore
 * tabs, take `\` for `/` and see another host in `//host`.
 */
export function safePath(target: unknown, ownOrigin = HERE): string {
  if (typeof target !== "string" || target.length > 2000 || !LOCATION.test(target)) return HOME_PATH
  if (!URL.canParse(target, ownOrigin)) return HOME_PATH
  const url = new URL(target, ownOrigin)
  const path = `${url.pathname}${url.search}${url.hash}`
  // "/.//evil.example" resolves to a path that is itself the address of another host.
  const isOurs = url.origin === new URL(ownOrigin).origin && !path.startsWith("//")
  const isPage = url.pathname !== "/sign-in" && !url.pathname.startsWith("/api/")
  return isOurs && isPage ? path : HOME_PATH
}

/** The address of the sign-in page that leads back to `path`. */
export function signInPath(path: string): string {
  return `/sign-in?callbackUrl=${encodeURIComponent(safePath(path))}`
}
