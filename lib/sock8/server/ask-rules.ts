import { Sock8Error } from "../core/errors"
import { covers } from "../core/grants"
import { type Authorize, type Authorized, type PathGrant, type RunOptions, runAuthorize } from "./connection"
import type { Counting } from "./counting"
import { requireExpectedIdentity } from "./expected-identity"
import type { Keys } from "./keys"
import type { RunScript } from "./redis"
import { type AskedAlong, type Head, readMoment } from "./standing"

/** What the rules say now, and since when that is so. */
export interface Ruling extends Authorized {
  /** When the rules were asked, in milliseconds by the clock of Redis. */
  readonly since: number
  /** The last message of the channel that was asked about in the same command; number 0 for none. */
  readonly head: Head
}

/** How the rules are asked. */
export interface AskOptions extends RunOptions, AskedAlong {}

/**
 * Asks an app's rules. Throws what they refuse with, `RATE_LIMITED` for what was counted too often, and `IDENTITY_CHANGED`
 * for a page that shows another person.
 */
export type AskRules = (authorize: Authorize, request: Request, options?: AskOptions) => Promise<Ruling>

/**
 * Who a request claims to be, by a signature alone and without asking anybody; `undefined` where nothing in it
 * proves anything. It decides nothing: it only tells what is worth reading before the rules are asked.
 */
export type ReadClaim = (request: Request) => Promise<Claim | undefined>

/** Who somebody claims to be. */
export interface Claim {
  readonly identity: string
  /** The session that they claim it by: once it was ended, nothing more is asked or counted for them. */
  readonly session?: string
}

/**
 * Makes the function that asks the rules, and takes away what was denied to the person.
 *
 * The clock is read before the rules are asked: a change of rights that falls between the two makes the
 * ruling too old, which costs one more question, and never too new, which would keep old rights alive.
 * With `readClaim` the rules refuse whoever proves nothing before anything is read, and what was denied to
 * anybody else is read together with the clock.
 */
export function createAskRules({
  readClaim,
  ...parts
}: {
  keys: Keys
  run: RunScript
  counting: Counting
  readClaim?: ReadClaim | undefined
}): AskRules {
  return async (authorize, request, options = {}) => {
    // What is wrong with a proof is for the rules to say.
    const claim = options.identity
      ? { identity: options.identity }
      : await readClaim?.(request).catch(() => undefined)
    // Throws for nobody. Somebody by a proof of another kind is asked about once more, after the clock.
    if (readClaim && !claim) await runAuthorize(authorize, request, options)
    if (claim) {
      options.onIdentified?.(claim.identity)
      requireExpectedIdentity(request, claim.identity)
    }
    const moment = await readMoment(parts, claim, options)
    const authorized = await runAuthorize(authorize, request, options)
    const { identity } = authorized
    requireExpectedIdentity(request, identity)
    // Only what is denied counts from this second reading; the clock stays that of the first.
    const { denied } =
      identity === claim?.identity
        ? moment
        : await readMoment(parts, { identity }, { counted: options.counted })
    const grants = authorized.grants.flatMap((grant) => withoutDenied(grant, denied))
    if (grants.length === 0) throw new Sock8Error("FORBIDDEN_CHANNEL")
    return { ...authorized, grants, since: moment.since, head: moment.head }
  }
}

/** A grant of a denied channel goes; a grant of a level stays, except for that channel. */
function withoutDenied(grant: PathGrant, denied: readonly string[]): PathGrant[] {
  const except = denied.filter((name) => covers(grant.pattern, name))
  if (except.includes(grant.pattern)) return []
  return except.length > 0 ? [{ ...grant, except }] : [grant]
}
