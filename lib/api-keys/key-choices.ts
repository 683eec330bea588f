/** What an admin can choose from. A help for the page: what is given is decided by `key-scope.ts`. */
import { channels } from "../channels"
import { OPERATOR, teamsOfOrganisation } from "../people/organisations"
import type { Person } from "../people/person"
import type { KeyAction } from "./key-record"

/** A kind of channel, with the ids that it can be of. */
export interface KeyChoice {
  readonly path: string
  readonly label: string
  readonly param?: string
  readonly ids: readonly string[]
  readonly actions: readonly KeyAction[]
  /** A message that fits, for a first try; absent where a key may only read. */
  readonly sample?: object
}

const READ: readonly KeyAction[] = ["read"]
const BOTH: readonly KeyAction[] = ["read", "publish"]

const SAY = { text: "Hello from a machine" }

const logs: readonly KeyChoice[] = [
  { path: channels.admin.actions.path, label: "Log of what admins did" },
  { path: channels.admin.logs.path, label: "Log of attempts" },
  { path: channels.admin.anonymous.path, label: "Log of anonymous attempts" },
].map((log) => ({ ...log, ids: [], actions: READ }))

/** The channels of an organisation that a key can be made for; `people` are those of the organisation. */
export function choicesOf(orgId: string, people: readonly Person[]): [KeyChoice, ...KeyChoice[]] {
  const { notification, team, org } = channels
  return [
    {
      path: notification.path,
      label: "Notify a person",
      param: "userId",
      ids: people.map(({ id }) => id),
      actions: ["publish"],
      sample: { type: "news", title: "Hello", body: "From a machine", link: "/dashboard" },
    },
    {
      ...{ path: team.chat.path, label: "Chat of a team", param: "teamId" },
      ...{ ids: teamsOfOrganisation(orgId), actions: BOTH, sample: SAY },
    },
    {
      ...{ path: org.announcements.path, label: "Announcements", param: "orgId" },
      ...{ ids: [orgId], actions: BOTH, sample: SAY },
    },
    ...(orgId === OPERATOR ? logs : []),
  ]
}
