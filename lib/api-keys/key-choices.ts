/** What an admin can choose from. A help for the page: what is given is decided by `key-scope.ts`. */
import { channels } from "../channels"
import { peopleOfOrganisation } from "../people/directory"
import { OPERATOR, teamsOfOrganisation } from "../people/organisations"
import type { KeyAction } from "./key-record"

/** A kind of channel, with the ids that it can be of. */
export interface KeyChoice {
  readonly path: string
  readonly label: string
  readonly param?: string
  readonly ids: readonly string[]
  readonly actions: readonly KeyAction[]
}

const READ: readonly KeyAction[] = ["read"]
const BOTH: readonly KeyAction[] = ["read", "publish"]

/** The channels of an organisation that a key can be made for. */
export async function choicesOf(orgId: string): Promise<[KeyChoice, ...KeyChoice[]]> {
  const people = (await peopleOfOrganisation(orgId)).map(({ id }) => id)
  const { notification, team, org, admin } = channels
  return [
    { path: notification.path, label: "Notify a person", param: "userId", ids: people, actions: ["publish"] },
    {
      ...{ path: team.chat.path, label: "Chat of a team", param: "teamId" },
      ...{ ids: teamsOfOrganisation(orgId), actions: BOTH },
    },
    { path: org.announcements.path, label: "Announcements", param: "orgId", ids: [orgId], actions: BOTH },
    ...(orgId === OPERATOR
      ? [{ path: admin.logs.path, label: "Log of attempts", ids: [], actions: READ }]
      : []),
  ]
}
