/** What a client asks of a channel's people when it opens a stream, and whether it may. */
import { Sock8Error } from "../core/errors"
import { decide } from "../core/grants"
import type { Channel } from "../core/tree"
import { asFields } from "../core/wire"
import type { Verdict } from "./deliver"
import type { Visitor } from "./door"
import { type Shown, textOf, validateState } from "./presence"
import { codeOf, sentenceOf } from "./problem"

/** `false` sees who is there; `true` is seen, too; an object is seen with that state. */
export type AskedPresence = boolean | Readonly<Record<string, unknown>>

/**
 * Reads `present` of a channel that is asked for; `undefined` neither sees nor is seen.
 *
 * @throws Sock8Error `INVALID_REQUEST` for anything else.
 */
export function readAskedPresence(value: unknown): AskedPresence | undefined {
  if (value === undefined || typeof value === "boolean") return value
  const state = asFields(value)
  if (!state) throw new Sock8Error("INVALID_REQUEST", { detail: "`present` is true, false or a state" })
  return state
}

/** One channel whose messages were allowed, and what is asked of its people. */
export interface PresenceRequest {
  readonly channel: Channel
  readonly present: AskedPresence
}

/** Decides about each, on its own: the messages of a channel go on where its presence is refused. */
export async function decidePresence(
  requests: readonly PresenceRequest[],
  visitor: Visitor | undefined,
): Promise<{ shown: Shown[]; unseen: Verdict[] }> {
  const shown: Shown[] = []
  const unseen: Verdict[] = []
  for (const { channel, present } of requests) {
    try {
      const decision = decide(visitor?.grants ?? [], channel, "presence")
      if (!decision.allowed || !visitor) {
        throw new Sock8Error(decision.allowed ? "AUTH_REQUIRED" : decision.code)
      }
      shown.push({ channel: channel.name, text: await textFor(channel, visitor, present) })
    } catch (error) {
      unseen.push({ channel: channel.name, code: codeOf(error), title: sentenceOf(error) })
    }
  }
  return { shown, unseen }
}

async function textFor(channel: Channel, visitor: Visitor, present: AskedPresence): Promise<string> {
  if (present === false) return ""
  const state = await validateState(channel, present === true ? undefined : present)
  const { identity: id, name } = visitor
  return textOf(name === undefined ? { id } : { id, name }, state)
}
