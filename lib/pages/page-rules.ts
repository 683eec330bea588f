/**
 * Whose content each page of the dashboard shows, and so what is asked before any of it is read. A page without an
 * entry does not compile, and `docs/access-matrix.md` shows what each entry means for each demo person.
 */
import { channels } from "../channels"
import type { Person } from "../people/person"
import { channelsOfPost } from "../posts/posts"
import type { ErrorCode } from "../sock8/core/errors"
import type { Grant } from "../sock8/core/grants"
import type { Channel } from "../sock8/core/tree"

/** Who looks at a page, and what the rules say of them at this moment. */
export interface PageVisitor {
  readonly person: Person
  /** The code with which the rules refuse the whole account; absent for a person with grants. */
  readonly refusal?: ErrorCode
  readonly grants: readonly Grant[]
}

/** The parameters of a page's address, by the names of its folders. */
export type PageParams = Readonly<Record<string, string>>

/** What a page asks. */
export type PageRule =
  /** It shows its visitors nothing but themselves: a session is enough, also for an account that the rules refuse. */
  | "signed in"
  /** It is about an organisation: for active admins of one, who see their own. */
  | "admin"
  /** Its content belongs to these channels: the visitor has to be granted to read all of them. An empty list refuses everyone. */
  | ((visitor: PageVisitor, params: PageParams) => readonly Channel[])

/** The rules, by the folder of each page. */
export const pageRules = {
  "/dashboard": ({ person: { id } }) => [channels.notification.for({ userId: id })],
  "/dashboard/inbox": ({ person: { id } }) => [
    channels.notification.for({ userId: id }),
    channels.inbox.for({ userId: id }),
  ],
  "/dashboard/team/[teamId]": (_, { teamId = "" }) => [
    channels.team.chat.for({ teamId }),
    channels.team.people.for({ teamId }),
  ],
  "/dashboard/document/[documentId]": (_, { documentId = "" }) => [channels.document.for({ documentId })],
  "/dashboard/posts/[postId]": (_, { postId = "" }) => channelsOfPost(postId),
  "/dashboard/inspector": "signed in",
  "/dashboard/attacks": "signed in",
  "/dashboard/[...missing]": "signed in",
  "/dashboard/admin": "admin",
  "/dashboard/admin/people": "admin",
  "/dashboard/admin/connections": "admin",
  "/dashboard/admin/keys": "admin",
} satisfies Readonly<Record<string, PageRule>>

/** The folder of a page of the dashboard. */
export type PagePath = keyof typeof pageRules
