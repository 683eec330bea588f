import type { TokenIdentity } from "./claims"
import type { Counting } from "./counting"
import { readBearer, requireGrants, type Step } from "./door"
import { problem, refuse } from "./problem"
import type { Realtime } from "./realtime"

/** Where a key came from, for the app to count on its way how often keys fail there. */
export interface KeySender {
  /** What to count an address by; `undefined` where nobody who is trusted told it. */
  readonly address: string | undefined
  readonly counting: Counting
}

/**
 * Who the text of an `Authorization` header says is there: by a key of the app's own kind, else by a token.
 *
 * @throws Sock8Error as `verifyKey` of the realtime or `verify` of its tokens refuses.
 */
export async function verifyBearer(
  realtime: Realtime,
  text: string,
  request: Request,
): Promise<TokenIdentity> {
  return (await readKey(realtime, text, request)) ?? realtime.tokens().verify(text)
}

/**
 * A step that demands a key, for machines. It asks about the channels at once, so that a key for others is
 * refused before anything more is spent on it.
 */
export const requireKey: Step = async (context) => {
  const { request, realtime, identifyAs } = context
  try {
    const key = await readKey(realtime, readBearer(request) ?? "", request)
    if (!key) return refuse("AUTH_REQUIRED")
    identifyAs(key)
    return requireGrants(context)
  } catch (error) {
    return problem(error)
  }
}

async function readKey(
  { verifyKey, addressOf, counting }: Realtime,
  text: string,
  request: Request,
): Promise<TokenIdentity | undefined> {
  return verifyKey?.(text, { address: addressOf(request), counting })
}
