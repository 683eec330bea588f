/** How often somebody may guess a password: per e-mail, since an address to guess from is cheap to change. */
import { Ratelimit } from "@upstash/ratelimit"
import { digest, keys } from "../redis/keys"
import { redis } from "../redis/redis"

/** Wrong passwords per e-mail and minute. */
export const MAX_TRIES_PER_MINUTE = 10

let limiter: Ratelimit | undefined

/** Counts a try before the password is looked at, and tells whether it may be. Throws where Redis is away. */
export async function countTry(email: string): Promise<boolean> {
  const { success } = await tries().limit(digest(email))
  return success
}

/** Gives the try of a right password back, so that signing in often is not guessing. */
export async function returnTry(email: string): Promise<void> {
  await tries().limit(digest(email), { rate: -1 })
}

function tries(): Ratelimit {
  limiter ??= new Ratelimit({
    redis: redis(),
    limiter: Ratelimit.fixedWindow(MAX_TRIES_PER_MINUTE, "1 m"),
    prefix: keys.signInTries,
    // By default whoever waits for 5 seconds is let through: a slow Redis would mean no limit.
    timeout: 0,
    analytics: false,
  })
  return limiter
}
