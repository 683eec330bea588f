import { addressBucket } from "../sock8/server/ip-address"
import { type AuditEntry, MAX_NAMED } from "./attempt-entry"

/** Kinds of attempt that one summary tells apart: a kind is what was tried, and the code that answered it. */
const MAX_KINDS = 8

/** Attempts that are counted instead of written one by one. Holds the same few fields however many they are. */
export interface Summary {
  readonly first: AuditEntry
  last: AuditEntry
  count: number
  readonly kinds: Map<string, number>
  readonly channels: Set<string>
}

/** A summary of nothing yet but what it begins with. */
export function beginSummary(first: AuditEntry): Summary {
  return { first, last: first, count: 0, kinds: new Map(), channels: new Set() }
}

/** Counts one more attempt. */
export function addTo(summary: Summary, entry: AuditEntry): void {
  const { kinds, channels } = summary
  summary.last = entry
  summary.count += 1
  const kind = `${entry.attempt} ${entry.code ?? (entry.allowed ? "allowed" : "refused")}`
  const named = kinds.has(kind) || kinds.size < MAX_KINDS ? kind : "others"
  kinds.set(named, (kinds.get(named) ?? 0) + 1)
  for (const channel of entry.channels) if (channels.size < MAX_NAMED) channels.add(channel)
}

/** The entry of what was counted. `others` where it was of several authors. */
export function summaryEntry(summary: Summary, { others }: { others: boolean }): AuditEntry {
  const { first, last, count, kinds, channels } = summary
  const who = others ? null : first.person
  const from = others || !first.address ? null : addressBucket(first.address)
  return {
    ...{
      allowed: first.allowed,
      person: who,
      address: first.person === null ? from : null,
      connection: null,
    },
    ...kindOf(first, kinds),
    ...{ channels: [...channels], channelCount: channels.size },
    ...{ count, since: first.since, at: last.at, others },
  }
}

function kindOf({ attempt, code, why }: AuditEntry, kinds: ReadonlyMap<string, number>) {
  if (kinds.size === 1) return { attempt, code, why }
  const most = [...kinds].sort(([, a], [, b]) => b - a)
  const told = most.map(([kind, times]) => `${kind} ${times}`).join(", ")
  return { attempt: "several" as const, code: null, why: told.slice(0, 200) }
}
