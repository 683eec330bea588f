/** Decides about pages as `decide` does about channels. Pure: the matrix, the guard and the tests ask the same. */
import { isAdmin } from "../administration/admin-rules"
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import { type Decision, decide } from "../sock8/core/grants"
import type { Channel } from "../sock8/core/tree"
import { type PageParams, type PagePath, type PageRule, type PageVisitor, pageRules } from "./page-rules"

/** Whether a visitor may see a page of the dashboard. `undefined` is a visitor who is not signed in. */
export function decidePage(path: PagePath, params: PageParams, visitor: PageVisitor | undefined): Decision {
  return decideRule(pageRules[path], params, visitor)
}

/** The same for a rule that is not a page's. */
export function decideRule(rule: PageRule, params: PageParams, visitor: PageVisitor | undefined): Decision {
  if (!visitor) return refuse("AUTH_REQUIRED")
  if (rule === "signed in") return allow("signed in")
  if (visitor.refusal) return refuse(visitor.refusal)
  if (rule === "admin") return decideAdmin(visitor)
  return decideChannels(rule, params, visitor)
}

/** Whether a part of a page may be shown: the one that belongs to this channel. */
export function mayRead({ grants }: Pick<PageVisitor, "grants">, channel: Channel): boolean {
  return decide(grants, channel, "read").allowed
}

function decideAdmin({ person }: PageVisitor): Decision {
  return isAdmin(person) ? allow(`admin of ${person.orgId}`) : refuse("ADMIN_REQUIRED")
}

function decideChannels(rule: Exclude<PageRule, string>, params: PageParams, visitor: PageVisitor): Decision {
  const channels = tryChannels(() => rule(visitor, params))
  if (typeof channels === "string") return refuse(channels)
  const decisions = channels.map((channel) => decide(visitor.grants, channel, "read"))
  return decisions.find(({ allowed }) => !allowed) ?? decisions[0] ?? refuse("FORBIDDEN_CHANNEL")
}

/** The channels of a page, or the code of an address that no channel can be of. */
function tryChannels(find: () => readonly Channel[]): readonly Channel[] | ErrorCode {
  try {
    return find()
  } catch (error) {
    if (error instanceof Sock8Error) return error.code
    throw error
  }
}

function allow(because: string): Decision {
  return { allowed: true, because }
}

function refuse(code: ErrorCode): Decision {
  return { allowed: false, code }
}
