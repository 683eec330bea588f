import type { Redis } from "@upstash/redis"
import { Sock8Error } from "../core/errors"
import { covers } from "../core/grants"
import { type Authorize, type Authorized, type PathGrant, type RunOptions, runAuthorize } from "./connection"
import type { Keys } from "./keys"
import type { RunScript } from "./redis"
import { readClock } from "./standing"

/** What the rules say now, and since when that is so. */
export interface Ruling extends Authorized {
  /** When the rules were asked, in milliseconds by the clock of Redis. */
  readonly since: number
}

/** Asks an app's rules. */
export type AskRules = (authorize: Authorize, request: Request, options?: RunOptions) => Promise<Ruling>

/**
 * Makes the function that asks the rules, and takes away what was denied to the person.
 *
 * The clock is read before the rules are asked: a change of rights that falls between the two makes the
 * ruling too old, which costs one more question, and never too new, which would keep old rights alive.
 */
export function createAskRules({
  keys,
  run,
  redis,
}: {
  keys: Keys
  run: RunScript
  redis: () => Redis
}): AskRules {
  return async (authorize, request, options) => {
    const since = await readClock(run)
    const authorized = await runAuthorize(authorize, request, options)
    const denied = await readDenied(redis(), keys.denied(authorized.identity))
    const grants =
      denied.length > 0
        ? authorized.grants.flatMap((grant) => withoutDenied(grant, denied))
        : authorized.grants
    if (grants.length === 0) throw new Sock8Error("FORBIDDEN_CHANNEL")
    return { ...authorized, grants, since }
  }
}

async function readDenied(redis: Redis, key: string): Promise<string[]> {
  try {
    return await redis.smembers<string[]>(key)
  } catch (cause) {
    throw new Sock8Error("UNAVAILABLE", { cause, retryAfter: 1 })
  }
}

/** A grant of a denied channel goes; a grant of a level stays, except for that channel. */
function withoutDenied(grant: PathGrant, denied: readonly string[]): PathGrant[] {
  const except = denied.filter((name) => covers(grant.pattern, name))
  if (except.includes(grant.pattern)) return []
  return except.length > 0 ? [{ ...grant, except }] : [grant]
}
