import { Check, type LucideIcon, X } from "lucide-react"
import { memo } from "react"
import { Chip } from "@/components/ui/chip"
import { TableHead, tableCell } from "@/components/ui/table-head"
import { Time } from "@/components/ui/time"
import type { ActionEntry } from "./audit-entry"
import { ChannelNames } from "./channel-names"

const columns = [
  { head: "Time", width: "w-24" },
  { head: "Admin", width: "w-28" },
  { head: "What", width: "" },
  { head: "Channels", width: "w-64" },
  { head: "Outcome", width: "w-36" },
]

/** What admins did as a table; on a phone each row becomes a small block of its own. */
export function ActionTable({
  entries,
  newestAtOpen,
}: {
  entries: readonly ActionEntry[]
  /** Entries with a higher number are tinted as they arrive. */
  newestAtOpen: number
}) {
  return (
    <table className="block w-full text-left text-sm md:table">
      <caption className="sr-only">What admins did, newest first</caption>
      <TableHead columns={columns} />
      <tbody className="block divide-y divide-line md:table-row-group">
        {entries.map((entry) => (
          <ActionRow key={entry.data.id} entry={entry} isNew={entry.n > newestAtOpen} />
        ))}
      </tbody>
    </table>
  )
}

/** Rendered once: an entry does not change, whatever comes above it. */
const ActionRow = memo(function ActionRow({
  entry: { from, data },
  isNew,
}: {
  entry: ActionEntry
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
        {from?.id}
      </td>
      <td className={`${tableCell} order-3 [overflow-wrap:anywhere] md:order-none`}>{data.deed}</td>
      <td className={`${tableCell} order-5 col-span-2 md:order-none`}>
        <ChannelNames names={data.channels} count={data.channelCount} />
      </td>
      <td className={`${tableCell} order-4 justify-self-end md:order-none`}>
        <OutcomeChip state={data.state} />
        {data.code && <code className="mt-1 block font-mono text-ink-faint text-xs">{data.code}</code>}
      </td>
    </tr>
  )
})

type State = ActionEntry["data"]["state"]

const tones: Readonly<Record<State, "good" | "refused" | "waiting">> = {
  done: "good",
  refused: "refused",
  begun: "waiting",
}
const icons: Partial<Record<State, LucideIcon>> = { done: Check, refused: X }

function OutcomeChip({ state }: { state: State }) {
  const Icon = icons[state]
  return (
    <Chip tone={tones[state]} {...(Icon && { Icon })}>
      {state}
    </Chip>
  )
}
