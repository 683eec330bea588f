import type { z } from "zod"
import type { auditEntry } from "./channels"
import type { AttemptRecord } from "./sock8/server/attempt"

/** One line of the admin's log. */
export type AuditEntry = z.infer<typeof auditEntry>

/** At most one batch a second, of at most this many entries: a flood of attempts costs Redis no flood. */
const BATCH = 100
const EVERY_MS = 1_000
/** Soon enough to look live. */
const SOON_MS = 50
/** Entries that wait, at most. Beyond it the oldest are dropped. */
const MAX_WAITING = 1_000

/** A batch that failed so often is dropped. */
const MAX_TRIES = 30
/** Channels that one entry names: a flood of attempts for many channels must not outgrow one command. */
const MAX_NAMED = 8

/** Collects attempts and hands them on in batches. */
export interface AuditLog {
  record(record: AttemptRecord): void
}

/** Makes a log. `write` stores one batch, oldest first; where it fails, the batch is tried again. */
export function createAuditLog(write: (entries: readonly AuditEntry[]) => Promise<void>): AuditLog {
  let waiting: AuditEntry[] = []
  let nextAt = 0
  let timer: NodeJS.Timeout | undefined

  let failures = 0

  async function flush(): Promise<void> {
    const batch = waiting.slice(0, BATCH)
    waiting = waiting.slice(BATCH)
    nextAt = Date.now() + EVERY_MS
    try {
      await write(batch)
      failures = 0
    } catch {
      // Redis cannot be reached, which is logged where it is noticed. The attempts of the outage matter; a batch
      // that is refused again and again must not keep back all that follow.
      failures += 1
      if (failures % MAX_TRIES !== 0) waiting = [...batch, ...waiting].slice(-MAX_WAITING)
    }
    timer = undefined
    schedule()
  }

  function schedule(): void {
    if (timer || waiting.length === 0) return
    timer = setTimeout(flush, Math.max(SOON_MS, nextAt - Date.now())).unref()
  }

  return {
    record(record) {
      waiting.push(toEntry(record))
      if (waiting.length > MAX_WAITING) waiting.shift()
      schedule()
    },
  }
}

function toEntry(record: AttemptRecord): AuditEntry {
  const { attempt, identity, channels, connection, address } = record
  const about = { channels: channels.slice(0, MAX_NAMED), channelCount: channels.length }
  const common = {
    attempt,
    person: identity,
    ...about,
    connection: connection ?? null,
    address,
    at: Date.now(),
  }
  if (record.attempt === "end") {
    const seconds = Math.round(record.durationMs / 1000)
    return { ...common, allowed: true, why: `${record.reason}, after ${seconds} s`, code: null }
  }
  return { ...common, allowed: record.allowed, why: record.why.slice(0, 200), code: record.code }
}
