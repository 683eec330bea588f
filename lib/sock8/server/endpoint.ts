import { Sock8Error } from "../core/errors"
import { type Action, decide, type Grant } from "../core/grants"
import { type Channel, resolveChannel } from "../core/tree"
import type { Attempt } from "./attempt"
import type { TokenIdentity } from "./claims"
import type { Authorize } from "./connection"
import { readBearer } from "./door"
import { answer, codeOf, problem, sentenceOf } from "./problem"
import type { Realtime } from "./realtime"
import { verifyBearer } from "./require-key"

/** What the channel endpoints are made of. */
export interface WithSock8Options {
  readonly realtime: Realtime
  /** The app's rules. */
  readonly authorize: Authorize
}

/** What an endpoint fills in while it works, for the log of attempts. */
export type Note = { -readonly [Key in "identity" | "channels" | "why"]: Attempt[Key] }

/** One endpoint: answers with a body, or throws a Sock8Error. */
export type Endpoint = (request: Request, options: WithSock8Options, note: Note) => Promise<unknown>

/** Runs an endpoint, answers what it gave or why it refused, and tells the attempt. */
export async function runEndpoint(
  attempt: Attempt["attempt"],
  endpoint: Endpoint,
  request: Request,
  options: WithSock8Options,
): Promise<Response> {
  const { realtime } = options
  const note: Note = { identity: null, channels: [], why: "" }
  try {
    const body = await endpoint(request, options, note)
    realtime.tell(request, { ...note, attempt, allowed: true, code: null })
    return answer(body)
  } catch (error) {
    realtime.onError(error)
    realtime.tell(request, { ...note, attempt, allowed: false, code: codeOf(error), why: sentenceOf(error) })
    return problem(error)
  }
}

/**
 * Who sent a request, by the token it brought.
 *
 * @throws Sock8Error `AUTH_REQUIRED` without one; whatever is wrong with it.
 */
export async function requireBearer(
  request: Request,
  realtime: Realtime,
  note: Note,
): Promise<TokenIdentity> {
  const token = readBearer(request)
  if (token === undefined) throw new Sock8Error("AUTH_REQUIRED")
  const identity = await verifyBearer(realtime, token, request)
  note.identity = identity.identity
  return identity
}

/**
 * The channel that a name from outside means, where it is granted.
 *
 * @throws Sock8Error `INVALID_CHANNEL`, or the code of the decision.
 */
export function requireAllowed(
  realtime: Realtime,
  grants: readonly Grant[],
  name: unknown,
  action: Action,
  note: Note,
): Channel {
  const channel = resolveChannel(realtime.channels, name)
  note.channels = [channel.name]
  const decision = decide(grants, channel, action)
  if (!decision.allowed) throw new Sock8Error(decision.code)
  note.why = decision.because
  return channel
}
