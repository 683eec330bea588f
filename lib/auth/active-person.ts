import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { visitorOf } from "./visitor"

/**
 * The person who sends this request and may act here and now.
 *
 * @throws Sock8Error `AUTH_REQUIRED`, `USER_NOT_FOUND`, `ACCOUNT_SUSPENDED`, `EMAIL_NOT_VERIFIED`
 */
export async function requireActivePerson(request: Request): Promise<Person> {
  const visitor = await visitorOf(request)
  if (visitor.kind === "nobody") throw new Sock8Error("AUTH_REQUIRED")
  if (visitor.kind === "unknown") throw new Sock8Error("USER_NOT_FOUND")
  if (visitor.person.suspended) throw new Sock8Error("ACCOUNT_SUSPENDED")
  if (!visitor.person.emailVerified) throw new Sock8Error("EMAIL_NOT_VERIFIED")
  return visitor.person
}
