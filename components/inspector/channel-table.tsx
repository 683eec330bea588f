import { ChannelName } from "@/components/ui/channel-name"
import { LocalTime } from "@/components/ui/local-time"
import { TableHead, tableCell } from "@/components/ui/table-head"
import type { Decision } from "@/lib/sock8/core/grants"
import type { InspectedChannel, InspectedPath } from "./inspected"
import { Verdict } from "./verdict"

const columns = [
  { head: "Channel", width: "md:w-64" },
  { head: "Read", width: "" },
  { head: "Publish", width: "" },
  { head: "Presence", width: "" },
  { head: "Until", width: "md:w-24" },
]

/** What was decided, path by path; on a phone each channel becomes a small block of its own. */
export function ChannelTable({
  caption,
  paths,
  until,
}: {
  caption: string
  paths: readonly InspectedPath[]
  /** When what is allowed is decided anew, in milliseconds since 1970; absent where nothing was granted. */
  until: number | undefined
}) {
  return (
    <table className="block w-full text-left text-sm md:table md:table-fixed">
      <caption className="sr-only">{caption}</caption>
      <TableHead columns={columns} />
      {paths.map(({ path, channels }) => (
        <tbody
          key={path}
          className="block divide-y divide-line border-line border-b last:border-b-0 md:table-row-group"
        >
          <tr className="block bg-sunken md:table-row">
            <th
              scope="rowgroup"
              colSpan={columns.length}
              className="block px-4 py-1.5 font-normal md:table-cell"
            >
              <code className="font-mono text-ink-faint text-xs">{path}</code>
            </th>
          </tr>
          {channels.map((channel) => (
            <ChannelRow key={channel.name} channel={channel} until={until} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function ChannelRow({ channel, until }: { channel: InspectedChannel; until: number | undefined }) {
  const { name, read, publish, presence } = channel
  return (
    <tr className="grid grid-cols-2 gap-x-4 gap-y-2 px-4 py-3 md:table-row">
      <th scope="row" className={`${tableCell} col-span-2 font-normal`}>
        <ChannelName>{name}</ChannelName>
      </th>
      <VerdictCell head="Read" decision={read} />
      <VerdictCell head="Publish" decision={publish} />
      <VerdictCell head="Presence" decision={presence} />
      <td className={`${tableCell} col-span-2 text-ink-faint text-xs`}>
        {until !== undefined && [read, publish, presence].some(({ allowed }) => allowed) && (
          <>
            <span className="md:sr-only">until </span>
            <LocalTime at={until} seconds />
          </>
        )}
      </td>
    </tr>
  )
}

function VerdictCell({ head, decision }: { head: string; decision: Decision }) {
  return (
    <td className={tableCell}>
      <span aria-hidden="true" className="mb-1 block text-ink-faint text-xs md:hidden">
        {head}
      </span>
      <Verdict decision={decision} />
    </td>
  )
}
