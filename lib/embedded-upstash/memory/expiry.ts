import { RedisError } from "../reply"
import type { Arguments } from "./arguments"

const expiryOptions = {
  EX: { unit: 1000, absolute: false },
  PX: { unit: 1, absolute: false },
  EXAT: { unit: 1000, absolute: true },
  PXAT: { unit: 1, absolute: true },
} as const

/** An option that says when a key expires. */
export type ExpiryOption = keyof typeof expiryOptions

/** Takes EX, PX, EXAT or PXAT and its number, if that is what comes next: milliseconds since 1970. */
export function takeExpiry(args: Arguments, now: number, command: string): number | undefined {
  const option = args.option("EX", "PX", "EXAT", "PXAT")
  if (option === undefined) return undefined
  const { unit, absolute } = expiryOptions[option]
  const amount = args.integer()
  if (amount <= 0) throw invalidExpiry(command)
  return toTimestamp(amount, unit, absolute ? 0 : now, command)
}

/** `base + amount * unit`, if 64 bits hold it. */
export function toTimestamp(amount: number, unit: number, base: number, command: string): number {
  const timestamp = base + amount * unit
  if (Math.abs(timestamp) >= 2 ** 63) throw invalidExpiry(command)
  return timestamp
}

/** `command` in lower case. */
export function invalidExpiry(command: string): RedisError {
  return new RedisError(`ERR invalid expire time in '${command}' command`)
}
