/**
 * What an admin may give to a key. A table of its own beside `lib/authorize.ts`, because machines may do what
 * no person may: put a notification before somebody. A path that is not in it is given to nobody.
 */
import { type Admin, isAdmin, isOperator } from "../administration/admin-rules"
import { channels } from "../channels"
import { teamsOfOrganisation } from "../people/organisations"
import type { Person } from "../people/person"
import type { Params } from "../sock8/core/path"
import type { Channel } from "../sock8/core/tree"
import type { KeyAction, KeyRecord } from "./key-record"

/** People by id, as far as a scope names them. */
export type People = ReadonlyMap<string, Person>

type Rule = (admin: Person, params: Params, people: People) => readonly KeyAction[]

const rules: Readonly<Record<string, Rule>> = {
  // Publish only: what somebody is told is theirs to read, and no admin's.
  [channels.notification.path]: ({ orgId }, { userId = "" }, people) =>
    people.get(userId)?.orgId === orgId ? ["publish"] : [],
  [channels.team.chat.path]: ({ orgId = "" }, { teamId = "" }) =>
    teamsOfOrganisation(orgId).includes(teamId) ? ["read", "publish"] : [],
  [channels.org.announcements.path]: (admin, { orgId }) => (orgId === admin.orgId ? ["read", "publish"] : []),
  [channels.admin.actions.path]: readByOperator,
  [channels.admin.logs.path]: readByOperator,
  [channels.admin.anonymous.path]: readByOperator,
}

/** Only the server writes the logs, or they would be worth nothing. */
function readByOperator(admin: Person): readonly KeyAction[] {
  return isOperator(admin) ? ["read"] : []
}

/** What this admin may let a key do with a channel: nothing where they are no admin of an organisation. */
export function givable(admin: Person, { path, params }: Channel, people: People): readonly KeyAction[] {
  const rule = Object.hasOwn(rules, path) ? rules[path] : undefined
  return rule && isAdmin(admin) ? rule(admin, params, people) : []
}

/**
 * The maker of a key where they may still answer for it: they are an admin of its organisation, and have been without a
 * break since they made it. `undefined` ends the key for good: a role that is given back begins another term.
 */
export function makerOf({ madeBy, madeIn, orgId }: KeyRecord, people: People): Admin | undefined {
  const maker = people.get(madeBy)
  return isAdmin(maker) && maker.orgId === orgId && maker.adminTerm === madeIn ? maker : undefined
}

/** The ids of people whom a channel's name speaks of. */
export function peopleIn({ path, params }: Channel): string[] {
  return path === channels.notification.path && params.userId ? [params.userId] : []
}
