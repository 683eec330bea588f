import { ChannelName } from "@/components/ui/channel-name"
import { Empty } from "@/components/ui/empty"
import type { ListedKey } from "./api-key"
import { Expiry } from "./expiry"
import { RevokeButton } from "./revoke-button"

/** The keys of an organisation, newest first. */
export function KeyList({ keys }: { keys: readonly ListedKey[] }) {
  if (keys.length === 0)
    return <Empty title="No keys yet">Make one, and a machine can publish with a single request.</Empty>
  return (
    <ul className="divide-y divide-line">
      {keys.map((key) => (
        <KeyRow key={key.id} apiKey={key} />
      ))}
    </ul>
  )
}

function KeyRow({ apiKey }: { apiKey: ListedKey }) {
  const { id, name, scope, madeBy, expiresAt, expired, ended, usedAt } = apiKey
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 p-4 text-sm">
      <div className="min-w-0 space-y-2">
        <div>
          <h3 className="font-medium [overflow-wrap:anywhere]">{name}</h3>
          <code className="font-mono text-ink-faint text-xs [overflow-wrap:anywhere]">key-{id}</code>
        </div>
        <ul aria-label="May" className="space-y-0.5">
          {scope.map(({ channel, actions }) => (
            <li key={channel}>
              <span className="text-ink-soft">{actions.join(" and ")}</span>{" "}
              <ChannelName>{channel}</ChannelName>
            </li>
          ))}
        </ul>
        <p className="flex flex-wrap gap-x-4 text-ink-faint text-xs">
          <span>Made by {madeBy}</span>
          <Expiry at={expiresAt} expired={expired} />
          {ended && <span className="font-medium text-refused">Ended: {ended}</span>}
          <span>Last use: {usedAt === undefined ? "never" : <Minute at={usedAt} />}</span>
        </p>
      </div>
      <RevokeButton id={id} name={name} />
    </li>
  )
}

const minute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })

// Written by the server, which does not know the reader's time zone: so it says which one it means.
function Minute({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{minute.format(at)} UTC</time>
}
