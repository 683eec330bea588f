import { memo } from "react"
import { AnswerChip, Chip } from "@/components/ui/chip"
import { TableHead, tableCell } from "@/components/ui/table-head"
import { Time } from "@/components/ui/time"
import type { AuditEntry } from "./audit-entry"
import { ChannelNames } from "./channel-names"

/** The attempts as a table; on a phone each row becomes a small block of its own. */
export function AttemptTable({
  entries,
  by,
  newestAtOpen,
}: {
  entries: readonly AuditEntry[]
  /** What their authors are known by. */
  by: "Person" | "Address"
  /** Entries with a higher number are tinted as they arrive. */
  newestAtOpen: number
}) {
  const columns = [
    { head: "Time", width: "w-24" },
    { head: by, width: "w-36" },
    { head: "Attempt", width: "w-32" },
    { head: "Channels", width: "w-56" },
    { head: "Answer", width: "w-32" },
    { head: "Why", width: "" },
  ]
  return (
    <table className="block w-full text-left text-sm md:table">
      <caption className="sr-only">Attempts to use the channels, newest first</caption>
      <TableHead columns={columns} />
      <tbody className="block divide-y divide-line md:table-row-group">
        {entries.map((entry) => (
          <AttemptRow key={entry.id} entry={entry} isNew={entry.n > newestAtOpen} />
        ))}
      </tbody>
    </table>
  )
}

/** Rendered once: an entry does not change, whatever comes above it. */
const AttemptRow = memo(function AttemptRow({
  entry: { data },
  isNew,
}: {
  entry: AuditEntry
  isNew: boolean
}) {
  return (
    <tr
      className={`grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3 md:table-row ${isNew ? "arrive" : ""}`}
    >
      <td className={`${tableCell} order-2 justify-self-end md:order-none`}>
        <Time at={data.at} seconds />
      </td>
      <td
        className={`${tableCell} order-1 font-medium [overflow-wrap:anywhere] md:order-none md:font-normal`}
      >
        {data.others ? "others" : (data.person ?? data.address ?? "unknown")}
      </td>
      <td className={`${tableCell} order-3 text-ink-soft md:order-none`}>
        {data.attempt}
        {data.count > 1 && <Times data={data} />}
      </td>
      <td className={`${tableCell} order-5 col-span-2 md:order-none`}>
        <ChannelNames names={data.channels} count={data.channelCount} />
      </td>
      <td className={`${tableCell} order-4 justify-self-end md:order-none`}>
        {data.attempt === "lost" ? (
          <Chip tone="waiting">not recorded</Chip>
        ) : (
          <AnswerChip allowed={data.allowed} />
        )}
      </td>
      <td className={`${tableCell} order-6 col-span-2 text-ink-soft [overflow-wrap:anywhere] md:order-none`}>
        {data.why}
        {data.code && <code className="block font-mono text-ink-faint text-xs">{data.code}</code>}
      </td>
    </tr>
  )
})

const number = new Intl.NumberFormat("en-GB")

function Times({ data: { count, since, at } }: { data: AuditEntry["data"] }) {
  const seconds = Math.max(1, Math.round((at - since) / 1000))
  return (
    <span className="block font-medium text-ink">
      {number.format(count)} times in {seconds} s
    </span>
  )
}
