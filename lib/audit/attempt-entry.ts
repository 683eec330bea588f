/** Entries of the logs of attempts: of one attempt, of many that are counted together, of what was lost. */
import type { z } from "zod"
import type { auditEntry } from "../channels"
import type { AttemptRecord } from "../sock8/server/attempt"
import { addressBucket } from "../sock8/server/ip-address"

/** One entry of a log of attempts. */
export type AuditEntry = z.infer<typeof auditEntry>

/** Channels that one entry names: attempts for many channels must not outgrow one command. */
export const MAX_NAMED = 8
const MAX_WHY = 200

/** The entry of one attempt. */
export function entryOf(record: AttemptRecord): AuditEntry {
  const { attempt, identity, channels, connection, address } = record
  const at = Date.now()
  const common = {
    ...{ attempt, person: identity, connection: connection ?? null, address },
    ...{ channels: channels.slice(0, MAX_NAMED), channelCount: channels.length },
    ...{ count: 1, since: at, at, others: false },
  }
  if (record.attempt === "end") {
    const seconds = Math.round(record.durationMs / 1000)
    return { ...common, allowed: true, why: `${record.reason}, after ${seconds} s`, code: null }
  }
  return { ...common, allowed: record.allowed, why: record.why.slice(0, MAX_WHY), code: record.code }
}

/** Who made an attempt: a person or a key, else the address that it came from, as addresses are counted. */
export function authorOf({ identity, address }: AttemptRecord): string {
  return identity ?? (address === null ? "unknown" : addressBucket(address))
}

/** The entry of attempts of which nothing but their number was kept. */
export function lostEntry(count: number, since: number): AuditEntry {
  return {
    ...{ attempt: "lost", allowed: false, code: null, count, since, at: Date.now(), others: true },
    ...{ person: null, address: null, connection: null, channels: [], channelCount: 0 },
    why: "Redis did not take them in time, and no more can wait",
  }
}
