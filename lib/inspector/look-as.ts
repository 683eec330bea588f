/** Who may see what another person may do. */
import { isAdmin } from "../administration/admin-rules"
import { readPerson } from "../people/people"
import { type Person, personId } from "../people/person"

/**
 * The person whose channels are to be shown: oneself without `as`, another of one's organisation for admins,
 * and `undefined` for everybody and everything else, so that nobody learns by asking who exists.
 */
export async function findLookedAt(viewer: Person, as: string | undefined): Promise<Person | undefined> {
  if (as === undefined || as === viewer.id) return viewer
  // Asked of Redis after the guard: whoever may not look costs nothing and cannot measure anything.
  if (!isAdmin(viewer) || !personId.safeParse(as).success) return undefined
  const other = await readPerson(as)
  return other && other.orgId === viewer.orgId ? other : undefined
}
