/** The two logs of attempts: of people and keys, and of those who were not recognised. */
import { channels } from "../channels"
import { log } from "../log"
import type { AttemptRecord } from "../sock8/server/attempt"
import type { Publisher } from "../sock8/server/publish"
import { type AuditLog, createAuditLog } from "./audit-log"
import type { Allowance } from "./tally"

/** In a minute and process. The log keeps 10,000 entries, so that it takes one person hours to displace the others. */
const OF_PEOPLE: Allowance = { singles: 30, authors: 500 }
/** In a minute and process. Addresses are cheap: few are told apart, and each by its number of attempts. */
const OF_ADDRESSES: Allowance = { singles: 2, authors: 20 }

/** Records attempts, each in the log where it belongs. */
export interface AttemptLogs {
  record(record: AttemptRecord): void
  /** Writes all that waits, as far as Redis takes it. */
  flush(): Promise<void>
}

interface Logs {
  readonly people: AuditLog
  readonly anonymous: AuditLog
}

// Instrumentation, routes and pages are separate module graphs: what they count belongs together.
const shared: { grantwayAttemptLogs?: Logs } = globalThis as object

/** The logs of this process. `publisher` is asked for at the first batch, when it exists. */
export function createAttemptLogs(publisher: () => Pick<Publisher, "publishAll">): AttemptLogs {
  shared.grantwayAttemptLogs ??= createLogs(publisher)
  const { people, anonymous } = shared.grantwayAttemptLogs
  return {
    record(record) {
      // What an admin did is in a log of its own, `admin-actions.ts`, whatever else happens.
      if (record.attempt === "administer" && record.allowed) return
      const log = record.identity === null ? anonymous : people
      log.record(record)
    },
    async flush() {
      await Promise.all([people.flush(), anonymous.flush()])
    },
  }
}

function createLogs(publisher: () => Pick<Publisher, "publishAll">): Logs {
  const to = (channel: typeof channels.admin.logs | typeof channels.admin.anonymous, allowance: Allowance) =>
    createAuditLog({
      allowance,
      write: (entries, id) => publisher().publishAll(channel, entries, { id }),
      onLost: (attempts) => log.warn({ attempts, channel: channel.name }, "attempts were not recorded"),
    })
  return {
    people: to(channels.admin.logs, OF_PEOPLE),
    anonymous: to(channels.admin.anonymous, OF_ADDRESSES),
  }
}
