import type { z } from "zod"
import type { auditEntry } from "@/lib/channels"
import type { WireMessage } from "@/lib/sock8/core/wire"

/** One line of the log, as it arrives. */
export type AuditEntry = WireMessage<z.infer<typeof auditEntry>>

/** Which attempts to show. */
export type Filter = "all" | "allowed" | "refused"

/** The entries that a filter lets through, newest first. */
export function selectEntries(entries: readonly AuditEntry[], filter: Filter): readonly AuditEntry[] {
  return entries
    .filter(({ data }) => filter === "all" || data.allowed === (filter === "allowed"))
    .toReversed()
}
