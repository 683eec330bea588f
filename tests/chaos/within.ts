import { setTimeout as wait } from "node:timers/promises"

/** Something that was waited for did not come in time, and may be under way still. */
export class LateError extends Error {}

/** A promise that may never be kept must not stop the run. @throws LateError where it takes longer than that. */
export async function within<Value>(promise: Promise<Value>, what: string, ms: number): Promise<Value> {
  const patience = new AbortController()
  const tooLate = wait(ms, undefined, { signal: patience.signal }).then(() => {
    throw new LateError(`It did not come true within ${ms / 1000} s that ${what}.`)
  })
  return Promise.race([promise, tooLate]).finally(() => patience.abort())
}
