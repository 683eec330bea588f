/** Who is signed in, for pages and layouts. Routes have a `Request` and use `current-person.ts`. */
import "server-only"
import { headers } from "next/headers"
import { cache } from "react"
import { logUnavailable } from "../log"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { identify } from "./current-person"

/**
 * The person who looks at the page, or `undefined`. Read once per page, however often it is asked. It says who they
 * are and nothing of what they may see: pages of the dashboard ask `requirePage` of `lib/pages/`.
 *
 * @throws Sock8Error `UNAVAILABLE` where nobody can be looked up
 */
export const signedInPerson = cache(async (): Promise<Person | undefined> => {
  const visitor = await identify(await headers()).catch(failPage)
  return visitor.kind === "person" ? visitor.person : undefined
})

/** A page that fails is a 500 to Next, whatever is thrown: the digest is all that its error page gets to see. */
export function failPage(error: unknown): never {
  logUnavailable(error)
  throw Object.assign(new Sock8Error("UNAVAILABLE"), { digest: "UNAVAILABLE" })
}
