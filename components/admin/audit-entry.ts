import type { z } from "zod"
import type { adminAction, auditEntry } from "@/lib/channels"
import type { WireMessage } from "@/lib/sock8/core/wire"

/** One line of a log of attempts, as it arrives. */
export type AuditEntry = WireMessage<z.infer<typeof auditEntry>>

/** One line of the log of what admins did, as it arrives. */
export type ActionEntry = WireMessage<z.infer<typeof adminAction>>

/** Which attempts to show. */
export type Filter = "all" | "allowed" | "refused"

/** The entries that a filter lets through, newest first. */
export function selectEntries(entries: readonly AuditEntry[], filter: Filter): readonly AuditEntry[] {
  return entries
    .filter(({ data }) => filter === "all" || data.allowed === (filter === "allowed"))
    .toReversed()
}

/** One line for each action, newest first: what came of it, or that it began where nothing more is known. */
export function latestOfActions(entries: readonly ActionEntry[]): readonly ActionEntry[] {
  const latest = new Map(entries.map((entry) => [entry.data.id, entry]))
  return entries.filter((entry) => latest.get(entry.data.id) === entry).toReversed()
}

/** Attempts that have no entry of their own. */
export interface Unlisted {
  /** Counted together in entries that say how many they stand for. */
  readonly counted: number
  /** Of which only the number is known. */
  readonly lost: number
}

/** How many attempts some entries stand for without listing them one by one. */
export function unlistedIn(entries: readonly AuditEntry[]): Unlisted {
  const sum = (wanted: (entry: AuditEntry) => boolean) =>
    entries.filter(wanted).reduce((total, { data }) => total + data.count, 0)
  return {
    counted: sum(({ data }) => data.count > 1 && data.attempt !== "lost"),
    lost: sum(({ data }) => data.attempt === "lost"),
  }
}
