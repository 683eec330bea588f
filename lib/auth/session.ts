/** Who is signed in, for pages and layouts. Routes have a `Request` and use `current-person.ts`. */
import "server-only"
import { headers } from "next/headers"
import { forbidden, redirect } from "next/navigation"
import { cache } from "react"
import { type Admin, isAdmin } from "../administration/admin-rules"
import { logUnavailable } from "../log"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { identify } from "./current-person"
import { signInPath } from "./safe-path"

/**
 * The person who looks at the page, or `undefined`. Read once per page, however often it is asked.
 *
 * @throws Sock8Error `UNAVAILABLE` where nobody can be looked up
 */
export const signedInPerson = cache(async (): Promise<Person | undefined> => {
  const visitor = await identify(await headers()).catch(tellUnavailable)
  return visitor.kind === "person" ? visitor.person : undefined
})

/** A page that fails is a 500 to Next, whatever is thrown: the digest is all that its error page gets to see. */
function tellUnavailable(error: unknown): never {
  logUnavailable(error)
  throw Object.assign(new Sock8Error("UNAVAILABLE"), { digest: "UNAVAILABLE" })
}

/** The person who looks at the page. Anybody else is sent to sign in, and comes back to `path` afterwards. */
export async function requirePerson(path = "/dashboard"): Promise<Person> {
  return (await signedInPerson()) ?? redirect(signInPath(path))
}

/** Like {@link requirePerson}; whoever is no active admin of an organisation gets the 403 page. */
export async function requireAdmin(path = "/dashboard"): Promise<Admin> {
  const person = await requirePerson(path)
  return isAdmin(person) ? person : forbidden()
}
