/** Who may administer whom. */
import { OPERATOR } from "../people/organisations"
import type { Person } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"

/** Somebody who administers an organisation. */
export interface Admin extends Person {
  readonly role: "admin"
  readonly orgId: string
}

/** Whether somebody is an active admin of an organisation. Whom they administer is said by `orgId`. */
export function isAdmin(person: Person | undefined): person is Admin {
  if (!person || person.suspended || !person.emailVerified) return false
  return person.role === "admin" && person.orgId !== undefined
}

/**
 * Whether somebody is an admin of the organisation that runs this installation. They alone read the log of
 * attempts: it is one log, and tells of the people of every organisation and of strangers.
 */
export function isOperator(person: Person | undefined): boolean {
  return isAdmin(person) && person.orgId === OPERATOR
}

/** @throws Sock8Error `ADMIN_REQUIRED` for anybody but an active admin of an organisation. */
export function requireAdmin(person: Person | undefined): Admin {
  if (!isAdmin(person)) throw new Sock8Error("ADMIN_REQUIRED")
  return person
}

/**
 * Somebody whom an admin may change, or a key of theirs. Those of another organisation and those who do not exist
 * are answered alike.
 *
 * @throws Sock8Error `ADMIN_REQUIRED`
 */
export function requireOwn<Owned extends { readonly orgId?: string | undefined }>(
  admin: Admin,
  owned: Owned | undefined,
): Owned {
  if (owned?.orgId === admin.orgId) return owned
  throw new Sock8Error("ADMIN_REQUIRED", { title: "You administer the people of your own organisation only" })
}

/**
 * What an admin cannot do to themselves: to lose the right to undo it. So whoever suspends or demotes somebody
 * stays an admin, and no organisation ever loses its last one.
 *
 * @throws Sock8Error `ADMIN_REQUIRED`
 */
export function requireOther(admin: Admin, person: Person): void {
  if (person.id !== admin.id) return
  throw new Sock8Error("ADMIN_REQUIRED", { title: "Only another admin can do this to you" })
}
