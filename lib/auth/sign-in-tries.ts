/**
 * How often may be tried to sign in. Two things are limited: how much one address makes the server hash, and how many
 * wrong passwords come for one email. The second is counted for each address on its own, so that nobody's wrong
 * passwords keep out the person at another address, and not at all for devices on which that person signed in before:
 * those have a count of their own.
 */
import { Ratelimit } from "@upstash/ratelimit"
import { realtime } from "../realtime"
import { digest, keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { Sock8Error } from "../sock8/core/errors"
import type { Rate } from "../sock8/server/limits"
import type { Device } from "./device-cookie"

/** Passwords of strangers, right or wrong, that are hashed for one address. */
export const ADDRESS_RATE: Rate = { max: 60, perSeconds: 60 }

/** The same of the known devices of one email at one address: everybody has a place of their own. */
export const KNOWN_RATE: Rate = { max: 20, perSeconds: 60 }

/** Passwords, right or wrong, that a known device may send before it is taken for a stranger's. */
export const DEVICE_RATE: Rate = { max: 10, perSeconds: 3600 }

/** Wrong passwords of strangers, in the order in which they are counted. */
export const GUESSES = {
  /** For one email from one address. */
  perMinute: { max: 10, perSeconds: 60 },
  /** The same over a longer time. Where addresses are not known it would be everybody's, and is not counted. */
  perHour: { max: 30, perSeconds: 3600 },
  /** For one email from anywhere: twenty addresses have to join in before strangers are kept out. */
  fromAnywhere: { max: 600, perSeconds: 3600 },
} as const satisfies Record<string, Rate>

/** Counts a try of a stranger at this address, where it is known. Throws `RATE_LIMITED`, `UNAVAILABLE`. */
export async function countStranger(address: string | undefined): Promise<void> {
  if (address !== undefined) await realtime.limiter.take(strangersAt(address), ADDRESS_RATE)
}

/** Throws `RATE_LIMITED` where this process knows that {@link countStranger} would. Counts nothing. */
export function refuseKnownStranger(address: string | undefined): void {
  if (address !== undefined) realtime.limiter.refuseKnown(strangersAt(address), ADDRESS_RATE)
}

const strangersAt = (address: string) => `sign-in:stranger:${address}`

/**
 * Counts a try of a device that the person signed in on before, and tells whether that still helps it: one that has
 * tried too often is a stranger's. Throws `UNAVAILABLE`.
 */
export async function countDevice(
  { id, emailDigest }: Device,
  address: string | undefined,
): Promise<boolean> {
  try {
    // First, so that a device which has tried too often uses up nothing else.
    await realtime.limiter.take(`sign-in:device:${id}`, DEVICE_RATE)
    // Somebody with an account of their own gets as many devices as they like, but not as many emails and addresses.
    const here = `sign-in:known:${emailDigest}:${address ?? ""}`
    await realtime.limiter.take(here, KNOWN_RATE)
    return true
  } catch (error) {
    if (error instanceof Sock8Error && error.code === "RATE_LIMITED") return false
    throw error
  }
}

/**
 * Counts a password as a wrong one, before it is looked at.
 *
 * @returns how to take it back: for a right one, and for one that was not looked at.
 * @throws Sock8Error `RATE_LIMITED` with the seconds to wait, `UNAVAILABLE`
 */
export async function countGuess(email: string, address: string | undefined): Promise<() => Promise<void>> {
  const here = digest(`${address ?? ""} ${email}`)
  const counted: Array<() => Promise<unknown>> = []
  for (const [limit, id] of [
    [limits().perMinute, here],
    ...(address === undefined ? [] : [[limits().perHour, here] as const]),
    [limits().fromAnywhere, digest(email)],
  ] as const) {
    // One after the other: what one count refuses must not be counted by the next.
    const { success, reset } = await limit.limit(id)
    if (!success) throw new Sock8Error("RATE_LIMITED", { retryAfter: secondsUntil(reset) })
    counted.push(() => limit.limit(id, { rate: -1 }))
  }
  return async () => void (await Promise.all(counted.map((takeBack) => takeBack())))
}

function secondsUntil(reset: number): number {
  return Math.max(1, Math.ceil((reset - Date.now()) / 1000))
}

let made: Record<keyof typeof GUESSES, Ratelimit> | undefined

function limits() {
  made ??= {
    perMinute: createLimit("minute", GUESSES.perMinute),
    perHour: createLimit("hour", GUESSES.perHour),
    fromAnywhere: createLimit("anywhere", GUESSES.fromAnywhere),
  }
  return made
}

/** Fixed windows: a count in one can be taken back. */
function createLimit(name: string, { max, perSeconds }: Rate): Ratelimit {
  return new Ratelimit({
    redis: redis(),
    limiter: Ratelimit.fixedWindow(max, `${perSeconds} s`),
    prefix: `${keys.signInTries}:${name}`,
    // By default whoever waits for 5 seconds is let through: a slow Redis would mean no limit.
    timeout: 0,
    analytics: false,
    // It would remember everybody who was ever over, for as long as the process lives.
    ephemeralCache: false,
  })
}
