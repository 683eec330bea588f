import type { Grant } from "../core/grants"
import { isBelow } from "../core/tree"
import { type DoorContext, passDoor, reasonToRead, type Step, type Visitor } from "./door"
import { codeOf, problem, refuse } from "./problem"

/**
 * Makes a step that runs steps of their own for one part of the tree, and only where somebody asks for channels
 * of that part. Its steps see those channels and no others, and what they answer is about those: other channels
 * of the same request go on without them, and these get the answer as their verdict. Where nothing else was
 * asked for, the answer refuses the whole connection and reaches the client unchanged.
 *
 * Whom its steps recognise, other than who was recognised before, may open channels of this part and no others,
 * and only after all of its steps. So asking for two parts at once opens nothing that asking for each would not.
 *
 * @param part a part of the tree as `defineChannels` gave it. A name belongs to it by whole segments, whether
 * or not the tree has such a channel, so that the answer does not tell which names exist.
 * @throws Error at once, with the fix in its message, where `part` is something else.
 * @example within(channels.admin, requireRole("admin"))
 */
export function within(part: object, ...steps: readonly Step[]): Step {
  const isInside = isBelow(part)
  return async (context) => {
    const inside = context.channels.filter(isInside)
    if (inside.length === 0) return undefined
    const own = narrow(context, inside)
    const refusal = (await pass(steps, own)) ?? recognise(context, own)
    if (!refusal) return undefined
    if (own.channels.length === context.channels.length) return refusal
    context.leaveOut(own.channels, refusal)
    return undefined
  }
}

/** A step may refuse by throwing, too. What is not about the request, such as a store that is down, goes on up. */
async function pass(steps: readonly Step[], context: DoorContext): Promise<Response | undefined> {
  try {
    return await passDoor(steps, context)
  } catch (error) {
    if (codeOf(error) === "UNAVAILABLE") throw error
    return problem(error)
  }
}

/** The door as the steps of one part see it: their own channels, and a visitor whom nobody else sees yet. */
function narrow(context: DoorContext, inside: readonly string[]): DoorContext {
  let channels = inside
  let visitor = context.visitor
  return {
    request: context.request,
    realtime: context.realtime,
    get channels() {
      return channels
    },
    get channel() {
      return channels[0] ?? context.channel
    },
    get visitor() {
      return visitor
    },
    isRenewal: () => context.isRenewal(),
    identifyAs(recognised) {
      visitor = recognised
    },
    noteClaim: (identity) => context.noteClaim(identity),
    leaveOut(names, refusal) {
      context.leaveOut(names, refusal)
      channels = channels.filter((name) => !names.includes(name))
    },
  }
}

/** Adds what the steps of one part learned about who is there. A connection is one person's: another is refused. */
function recognise(context: DoorContext, own: DoorContext): Response | undefined {
  const [before, visitor] = [context.visitor, own.visitor]
  if (!visitor || visitor === before) return undefined
  if (before && before.identity !== visitor.identity) return refuse("AUTH_FAILED")
  context.identifyAs({ ...visitor, grants: [...(before?.grants ?? []), ...grantsFor(own, visitor)] })
  return undefined
}

/** What somebody may read of a part, channel by channel: a grant of theirs may cover more than this part. */
function grantsFor({ channels, realtime }: DoorContext, { grants }: Visitor): Grant[] {
  return channels.flatMap((name) => {
    const because = reasonToRead(realtime, grants, name)
    return because === undefined ? [] : [{ pattern: name, actions: ["read" as const], because }]
  })
}
