/** What somebody may do with one channel, by `decide` and nothing else. */
import { type ErrorCode, Sock8Error } from "../sock8/core/errors"
import { type Action, type Decision, decide } from "../sock8/core/grants"
import { type AnyTree, type Channel, resolveChannel } from "../sock8/core/tree"
import type { Standing } from "./ruling"

/** The answers for one channel name. */
export interface InspectedChannel {
  readonly name: string
  readonly read: Decision
  readonly publish: Decision
  readonly presence: Decision
}

/** Decides about a name from outside, which may be one that no channel can have. */
export function inspectChannel(tree: AnyTree, name: string, standing: Standing): InspectedChannel {
  const channel = tryResolve(tree, name)
  const may = (action: Action) => answer(channel, standing, action)
  return { name, read: may("read"), publish: may("publish"), presence: may("presence") }
}

/** The channel of a name, or the code that refuses the name itself. */
function tryResolve(tree: AnyTree, name: string): Channel | ErrorCode {
  try {
    return resolveChannel(tree, name)
  } catch (error) {
    if (error instanceof Sock8Error) return error.code
    throw error
  }
}

function answer(channel: Channel | ErrorCode, standing: Standing, action: Action): Decision {
  const decision: Decision =
    typeof channel === "string" ? { allowed: false, code: channel } : decide(standing.grants, channel, action)
  // Grammar is looked at before anybody is asked who they are; all else comes after the refusal of a person.
  const isAboutThePerson = standing.kind === "refused" && !decision.allowed && channel !== "INVALID_CHANNEL"
  return isAboutThePerson ? { allowed: false, code: standing.code } : decision
}
