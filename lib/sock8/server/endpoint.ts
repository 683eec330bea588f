import type { Attempt } from "./attempt"
import type { Authorize } from "./connection"
import { answer, codeOf, problem, sentenceOf } from "./problem"
import type { Realtime } from "./realtime"

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
