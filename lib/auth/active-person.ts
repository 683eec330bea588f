import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { type Proof, visitorOf } from "./visitor"

/**
 * The person who sends this request and may act here and now.
 *
 * @throws Sock8Error `AUTH_REQUIRED`, `USER_NOT_FOUND`, `ACCOUNT_SUSPENDED`, `EMAIL_NOT_VERIFIED`
 */
export async function requireActivePerson(request: Request, proof: Proof = "any"): Promise<Person> {
  const visitor = await visitorOf(request, proof)
  if (visitor.kind === "nobody") throw new Sock8Error("AUTH_REQUIRED")
  if (visitor.kind === "unknown") throw new Sock8Error("USER_NOT_FOUND")
  const refusal = refusalOf(visitor.person)
  if (refusal) throw new Sock8Error(refusal)
  return visitor.person
}

/** Why somebody may not act just now; `undefined` for whoever may. */
export function refusalOf({ suspended, emailVerified }: Pick<Person, "suspended" | "emailVerified">) {
  if (suspended) return "ACCOUNT_SUSPENDED"
  return emailVerified ? undefined : "EMAIL_NOT_VERIFIED"
}
