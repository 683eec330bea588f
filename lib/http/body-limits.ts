/** How large the body of a request may be, by where it goes. */
import { isBelowApi, isForDevelopment } from "./paths"

const KIB = 1024

/** Routes that read more than a form. Each number is the most that the route itself reads. */
const LARGE_BODIES: readonly (readonly [path: RegExp, maxBytes: number])[] = [
  [/^\/api\/channels\/publish$/, 65 * KIB],
  [/^\/api\/channels\/authenticate$/, 32 * KIB],
  [/^\/api\/realtime-token$/, 32 * KIB],
  [/^\/api\/realtime$/, 48 * KIB],
  [/^\/api\/auth\//, 16 * KIB],
]

/** A form of one of the app's own pages, as `lib/auth/form-post.ts` reads it. */
const MAX_FORM_BYTES = 8 * KIB

/** Where no body is read a small one is let through, because the refusal of the route itself is more precise. */
const MAX_UNREAD_BYTES = 4 * KIB

/** What the browser posts to the tools of `next dev`: stacks and source maps. */
const MAX_DEVELOPMENT_BYTES = 1024 * KIB

/** The most bytes of body that a request may bring. A route that reads more than 8 KiB has to be listed above. */
export function maxBodyBytes(method: string, path: string, isDevelopment: boolean): number {
  if (isDevelopment && isForDevelopment(path)) return MAX_DEVELOPMENT_BYTES
  if (method !== "POST" || !isBelowApi(path)) return MAX_UNREAD_BYTES
  return LARGE_BODIES.find(([pattern]) => pattern.test(path))?.[1] ?? MAX_FORM_BYTES
}
