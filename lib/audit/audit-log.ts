/** Writes attempts to one log in the background: in batches, each author within an allowance, none lost unseen. */
import { randomUUID } from "node:crypto"
import type { AttemptRecord } from "../sock8/server/attempt"
import { type AuditEntry, authorOf, entryOf, lostEntry } from "./attempt-entry"
import { type Allowance, createTally } from "./tally"

/** At most one batch a second, of at most this many entries: a flood of attempts costs Redis no flood. */
const BATCH = 100
const EVERY_MS = 1_000
/** Soon enough to look live. */
const SOON_MS = 50
/** How long attempts are counted before the count is written. */
const WINDOW_MS = 60_000
/** Entries of single attempts that wait, at most. Beyond it attempts are counted. */
const MAX_WAITING = 1_000
/** Entries that wait at all. Beyond it only the number of attempts is kept. */
const MAX_WITH_COUNTS = 2_000
/** A batch that failed so often, in ten minutes, is given up: one that is never taken must not keep back the others. */
const MAX_TRIES = 600

/** What an audit log is made of. */
export interface AuditLogOptions {
  /**
   * Stores one batch, oldest first. Where it fails, the same batch is tried again under the same id: it may have been
   * stored although the answer was lost.
   */
  readonly write: (entries: readonly AuditEntry[], id: string) => Promise<void>
  readonly allowance: Allowance
  /** Told how many attempts were not recorded, when that is written to the log itself. */
  readonly onLost?: (attempts: number) => void
}

/** Collects attempts and writes them. */
export interface AuditLog {
  record(record: AttemptRecord): void
  /** Writes what waits and what is counted, now. Gives up at the first batch that fails. */
  flush(): Promise<void>
}

interface Batch {
  readonly id: string
  readonly entries: readonly AuditEntry[]
}

/** Makes a log. It has no timer while there is nothing to write. */
export function createAuditLog({ write, allowance, onLost }: AuditLogOptions): AuditLog {
  const tally = createTally(allowance)
  const waiting: AuditEntry[] = []
  let failed: Batch | undefined
  let lost = { attempts: 0, since: 0 }
  let failures = 0
  let nextAt = 0
  let batchTimer: NodeJS.Timeout | undefined
  let windowTimer: NodeJS.Timeout | undefined
  let writing: Promise<boolean> | undefined

  function lose(entries: readonly AuditEntry[]): void {
    for (const { count, since } of entries) {
      lost = { attempts: lost.attempts + count, since: lost.since || since }
    }
  }

  function closeWindow(): void {
    clearTimeout(windowTimer)
    windowTimer = undefined
    const counted = tally.close()
    const room = MAX_WITH_COUNTS - waiting.length
    waiting.push(...counted.slice(0, room))
    lose(counted.slice(room))
    schedule()
  }

  const isAnyLeft = () => failed !== undefined || waiting.length > 0

  function schedule(): void {
    if (batchTimer || writing || !isAnyLeft()) return
    batchTimer = setTimeout(writeBatch, Math.max(SOON_MS, nextAt - Date.now())).unref()
  }

  /** One batch at a time. Answers whether it was stored. */
  async function writeBatch(): Promise<boolean> {
    clearTimeout(batchTimer)
    batchTimer = undefined
    nextAt = Date.now() + EVERY_MS
    const batch = failed ?? { id: randomUUID(), entries: waiting.splice(0, BATCH) }
    failed = undefined
    writing = store(batch)
    const isStored = await writing
    writing = undefined
    if (isStored) tellLost()
    schedule()
    return isStored
  }

  async function store(batch: Batch): Promise<boolean> {
    try {
      await write(batch.entries, batch.id)
      failures = 0
      return true
    } catch {
      // That Redis cannot be reached is logged where it is noticed.
      failures += 1
      if (failures % MAX_TRIES === 0) lose(batch.entries)
      else failed = batch
      return false
    }
  }

  /** Once Redis takes entries again, the log itself says what is missing in it. */
  function tellLost(): void {
    if (lost.attempts === 0) return
    waiting.push(lostEntry(lost.attempts, lost.since))
    onLost?.(lost.attempts)
    lost = { attempts: 0, since: 0 }
  }

  return {
    record(record) {
      const author = authorOf(record)
      const entry = entryOf(record)
      if (waiting.length < MAX_WAITING && tally.take(author)) waiting.push(entry)
      else tally.count(author, entry)
      windowTimer ??= setTimeout(closeWindow, WINDOW_MS).unref()
      schedule()
    },
    async flush() {
      await writing
      closeWindow()
      tellLost()
      while (isAnyLeft() && (await writeBatch())) {}
    },
  }
}
