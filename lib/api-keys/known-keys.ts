/**
 * What this process remembers of keys that were sent, by a hash of their text: which were good when they were sent
 * last, and which are refused without asking Redis.
 */
import { createHash } from "node:crypto"
import type { ErrorCode } from "../sock8/core/errors"
import { formatKey, type KeyText } from "./key-text"

/** Keys that are remembered of either kind. A flood of others pushes out the oldest, which then cost a command again. */
const MAX_GOOD = 1_000
const MAX_BAD = 10_000
/** A key that is not good does not become good again, unless Redis was put back to an earlier time. */
const BAD_FOR_MS = 60_000

interface Refusal {
  readonly code: ErrorCode
  /** By the clock of this process that never goes back. */
  readonly until: number
}

/** The memory of one process. */
export interface KnownKeys {
  isGood(key: KeyText): boolean
  /** The code with which a key was refused within the last minute. */
  refusalOf(key: KeyText): ErrorCode | undefined
  noteGood(key: KeyText): void
  noteBad(key: KeyText, code: ErrorCode): void
}

/** Makes an empty memory. */
export function createKnownKeys(): KnownKeys {
  const good = new Map<string, true>()
  const bad = new Map<string, Refusal>()
  return {
    isGood: (key) => good.has(hashOf(key)),
    refusalOf(key) {
      const { code, until } = bad.get(hashOf(key)) ?? {}
      return until !== undefined && until > performance.now() ? code : undefined
    },
    noteGood: (key) => keep(good, hashOf(key), true, MAX_GOOD),
    noteBad(key, code) {
      const hash = hashOf(key)
      good.delete(hash)
      keep(bad, hash, { code, until: performance.now() + BAD_FOR_MS }, MAX_BAD)
    },
  }
}

/** Of the whole text: the right secret with another id is another key. */
function hashOf(key: KeyText): string {
  return createHash("sha256").update(formatKey(key)).digest("base64url")
}

function keep<Value>(map: Map<string, Value>, hash: string, value: Value, max: number): void {
  map.delete(hash)
  const [oldest] = map.keys()
  if (oldest !== undefined && map.size >= max) map.delete(oldest)
  map.set(hash, value)
}
