"use client"

import { ChannelName } from "@/components/ui/channel-name"
import { TableHead, tableCell } from "@/components/ui/table-head"
import { ActionButton } from "./action-button"

/** One open connection, as an admin sees it. */
export interface OpenConnection {
  readonly id: string
  /** The beginning of the id: enough to tell it from the others on the page. */
  readonly shortId: string
  readonly holder: { readonly kind: "person" | "key"; readonly id: string; readonly name: string }
  readonly transport: "fetch" | "event-source"
  /** Milliseconds since 1970. */
  readonly since: number
  /** How long that was ago when the page was made. */
  readonly openFor: string
  readonly address: string
  readonly channels: readonly string[]
}

/** How a stream is read, in words. */
const transports = { fetch: "Fetch stream", "event-source": "EventSource" } as const

/** Told what was ended, and how many milliseconds after the click. */
type OnEnded = (ended: { what: string; ms: number }) => void

const columns = [
  { head: "Person or key", width: "w-48" },
  { head: "Open for", width: "w-24" },
  { head: "Channels", width: "" },
  { head: "Address", width: "w-36" },
  { head: "Transport", width: "w-32" },
  { head: "Connection", width: "w-44" },
]

/** Open connections as a table, one holder after the other; on a phone each row becomes a block of its own. */
export function ConnectionTable({
  connections,
  onEnded,
}: {
  connections: readonly OpenConnection[]
  onEnded: OnEnded
}) {
  return (
    <table className="block w-full text-left text-sm md:table">
      <caption className="sr-only">Open connections by person</caption>
      <TableHead columns={columns} />
      <tbody className="block divide-y divide-line md:table-row-group">
        {connections.map((connection, index) => (
          <Row
            key={connection.id}
            connection={connection}
            isFirst={connections[index - 1]?.holder.id !== connection.holder.id}
            onEnded={onEnded}
          />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  connection,
  isFirst,
  onEnded,
}: {
  connection: OpenConnection
  /** Whether this is the first of its person's rows. */
  isFirst: boolean
  onEnded: OnEnded
}) {
  const { id, shortId, holder, since, openFor, address, transport, channels } = connection
  const { kind, name } = holder
  return (
    <tr className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3 md:table-row">
      <td className={`${tableCell} font-medium`}>
        {name}
        {kind === "key" && <span className="font-normal text-ink-faint"> (key)</span>}
        {isFirst && kind === "person" && (
          <div className="mt-1.5">
            <ActionButton
              action="end-connections"
              body={{ id: holder.id }}
              label={`End all connections of ${name}`}
              onDone={(ms) => onEnded({ what: `All connections of ${name} were`, ms })}
            >
              End all
            </ActionButton>
          </div>
        )}
      </td>
      <td className={`${tableCell} text-ink-faint tabular-nums max-md:justify-self-end`}>
        <time dateTime={new Date(since).toISOString()} title={new Date(since).toISOString()}>
          {openFor}
        </time>
      </td>
      <td className={`${tableCell} col-span-2`}>
        <ul>
          {channels.map((name) => (
            <li key={name}>
              <ChannelName>{name}</ChannelName>
            </li>
          ))}
        </ul>
      </td>
      <td className={`${tableCell} text-ink-soft [overflow-wrap:anywhere]`}>{address}</td>
      <td className={`${tableCell} text-ink-soft max-md:justify-self-end`}>{transports[transport]}</td>
      <td className={`${tableCell} col-span-2`}>
        <span className="flex items-center justify-between gap-3">
          <code className="font-mono text-ink-faint text-xs">{shortId}</code>
          <ActionButton
            action="kick"
            body={{ connection: id }}
            label={`Kick connection ${shortId} of ${name}`}
            onDone={(ms) => onEnded({ what: `Connection ${shortId} of ${name} was`, ms })}
          >
            Kick
          </ActionButton>
        </span>
      </td>
    </tr>
  )
}
