/** What admins do to people. Each change is saved and told to every process in one command (`changePerson`). */
import { z } from "zod"
import { type Change, changePerson } from "../people/change-person"
import { teamsOfOrganisation } from "../people/organisations"
import { type Person, personId } from "../people/person"
import { Sock8Error } from "../sock8/core/errors"
import { type Action, adminPost } from "./admin-post"
import { type Admin, requireAdmin, requireOther, requireOwn } from "./admin-rules"

/** `POST { id, role }` */
export const changeRole = adminPost({
  body: z.object({ id: personId, role: z.enum(["admin", "member"]) }),
  intent: ({ id, role }) => `make ${id} ${nounOf(role)}`,
  act: async (admin, { id, role }, action) => {
    await changeAs(admin, id, action, (person, by) => {
      if (role === "member") requireOther(by, person)
      return { ...person, role }
    })
    return { deed: `made ${id} ${nounOf(role)}` }
  },
})

/** `POST { id, teamId, change: "add" | "remove" }` */
export const changeTeam = adminPost({
  body: z.object({ id: personId, teamId: personId, change: z.enum(["add", "remove"]) }),
  intent: ({ id, teamId, change }) => `${change} ${id}, team ${teamId}`,
  act: async (admin, { id, teamId, change }, action) => {
    await changeAs(admin, id, action, (person, by) =>
      change === "add" ? withTeam(person, teamId, by.orgId) : withoutTeam(person, teamId),
    )
    return { deed: change === "add" ? `added ${id} to ${teamId}` : `removed ${id} from ${teamId}` }
  },
})

/** `POST { id }` */
export const verifyEmail = adminPost({
  body: z.object({ id: personId }),
  intent: ({ id }) => `verify ${id}`,
  act: async (admin, { id }, action) => {
    await changeAs(admin, id, action, (person) => ({ ...person, emailVerified: true }))
    return { deed: `verified the e-mail of ${id}` }
  },
})

/** `POST { id, change: "suspend" | "lift" }` */
export const changeSuspension = adminPost({
  body: z.object({ id: personId, change: z.enum(["suspend", "lift"]) }),
  intent: ({ id, change }) => (change === "suspend" ? `suspend ${id}` : `lift the suspension of ${id}`),
  act: async (admin, { id, change }, action) => {
    await changeAs(admin, id, action, (person, by) => {
      if (change === "suspend") requireOther(by, person)
      return { ...person, suspended: change === "suspend" }
    })
    return { deed: change === "suspend" ? `suspended ${id}` : `lifted the suspension of ${id}` }
  },
})

async function changeAs(
  admin: Admin,
  id: string,
  action: Action,
  change: (person: Person, by: Admin) => Person,
): Promise<void> {
  const ruled: Change = async (person, current) => {
    // As they are now: the request may have waited while somebody took the admin's own rights away.
    const by = requireAdmin(current)
    const changed = change(requireOwn(by, person), by)
    await action.begin()
    return changed
  }
  await changePerson({ by: admin.id, id }, ruled)
}

function withTeam(person: Person, teamId: string, orgId: string): Person {
  // Another organisation's team and one that does not exist are answered alike.
  if (!teamsOfOrganisation(orgId).includes(teamId)) {
    throw new Sock8Error("ADMIN_REQUIRED", { title: "Your organisation has no such team" })
  }
  return person.teamIds.includes(teamId) ? person : { ...person, teamIds: [...person.teamIds, teamId] }
}

function withoutTeam(person: Person, teamId: string): Person {
  return { ...person, teamIds: person.teamIds.filter((other) => other !== teamId) }
}

function nounOf(role: Person["role"]): string {
  return role === "admin" ? "an admin" : "a member"
}
