import type { Redis } from "@upstash/redis"
import { isErrorCode, Sock8Error } from "../core/errors"
import { answeredWithin } from "./answered-within"

/** Runs Lua in Redis by its hash, and sends the text only where Redis does not know it yet. */
export type RunScript = (script: string, keys: string[], args: string[]) => Promise<unknown>

/** How long a command may take, in milliseconds, where the app's client of Redis sets no limit of its own. */
export const ANSWER_WITHIN_MS = 10_000

/**
 * @returns a runner whose every failure to reach Redis in time is a Sock8Error `UNAVAILABLE`. The client's own error
 * is not passed on as a message: it repeats the command, and with it somebody's message.
 */
export function createRunScript(redis: () => Redis, { withinMs = ANSWER_WITHIN_MS } = {}): RunScript {
  const scripts = new Map<string, ReturnType<Redis["createScript"]>>()
  return async (text, keys, args) => {
    const script = scripts.get(text) ?? redis().createScript<unknown>(text)
    scripts.set(text, script)
    try {
      return await answeredWithin(withinMs, script.exec(keys, args))
    } catch (cause) {
      throw new Sock8Error("UNAVAILABLE", { cause, retryAfter: 1 })
    }
  }
}

/**
 * What a script answered beside its first word.
 *
 * @throws Sock8Error the code, where it answered `{"refused", code}` or `{"refused", code, milliseconds to wait}`.
 */
export function unlessRefused(answer: unknown): unknown[] {
  const [outcome, ...rest] = Array.isArray(answer) ? answer : []
  if (outcome === "refused") throw refusalOf(rest)
  return rest
}

/** The error of a refusal that a script answered: its code, and the milliseconds to wait where it named them. */
export function refusalOf([code, waitMs]: readonly unknown[]): Sock8Error {
  const details = waitMs === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(Number(waitMs) / 1000)) }
  return new Sock8Error(isErrorCode(code) ? code : "REVOKED", details)
}
