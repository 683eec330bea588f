import { memo } from "react"
import { ChannelName } from "@/components/ui/channel-name"
import { AnswerChip } from "@/components/ui/chip"
import { TableHead, tableCell } from "@/components/ui/table-head"
import { Time } from "@/components/ui/time"
import type { AuditEntry } from "./audit-entry"

const columns = [
  { head: "Time", width: "w-24" },
  { head: "Person", width: "w-28" },
  { head: "Attempt", width: "w-32" },
  { head: "Channels", width: "w-64" },
  { head: "Answer", width: "w-28" },
  { head: "Why", width: "" },
]

/** The attempts as a table; on a phone each row becomes a small block of its own. */
export function LogTable({
  entries,
  newestAtOpen,
}: {
  entries: readonly AuditEntry[]
  /** Entries with a higher number are tinted as they arrive. */
  newestAtOpen: number
}) {
  return (
    <table className="block w-full text-left text-sm md:table">
      <caption className="sr-only">Attempts to use the channels, newest first</caption>
      <TableHead columns={columns} />
      <tbody className="block divide-y divide-line md:table-row-group">
        {entries.map((entry) => (
          <LogRow key={entry.id} entry={entry} isNew={entry.n > newestAtOpen} />
        ))}
      </tbody>
    </table>
  )
}

/** Rendered once: an entry does not change, whatever comes above it. */
const LogRow = memo(function LogRow({ entry: { data }, isNew }: { entry: AuditEntry; isNew: boolean }) {
  return (
    <tr
      className={`grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3 md:table-row ${isNew ? "arrive" : ""}`}
    >
      <td className={`${tableCell} order-2 justify-self-end md:order-none`}>
        <Time at={data.at} seconds />
      </td>
      <td className={`${tableCell} order-1 font-medium md:order-none md:font-normal`}>
        {data.person ?? "unknown"}
      </td>
      <td className={`${tableCell} order-3 text-ink-soft md:order-none`}>{data.attempt}</td>
      <td className={`${tableCell} order-5 col-span-2 md:order-none`}>
        <Channels names={data.channels} count={data.channelCount} />
      </td>
      <td className={`${tableCell} order-4 justify-self-end md:order-none`}>
        <AnswerChip allowed={data.allowed} />
      </td>
      <td className={`${tableCell} order-6 col-span-2 text-ink-soft [overflow-wrap:anywhere] md:order-none`}>
        {data.why}
        {data.code && <code className="block font-mono text-ink-faint text-xs">{data.code}</code>}
      </td>
    </tr>
  )
})

const SHOWN = 3

function Channels({ names, count }: { names: readonly string[]; count: number }) {
  if (names.length === 0) return <span className="text-ink-faint">none</span>
  return (
    <ul title={names.join("\n")}>
      {names.slice(0, SHOWN).map((name) => (
        <li key={name}>
          <ChannelName>{name}</ChannelName>
        </li>
      ))}
      {count > SHOWN && <li className="text-ink-faint text-xs">and {count - SHOWN} more</li>}
    </ul>
  )
}
