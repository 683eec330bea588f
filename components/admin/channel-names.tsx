import { ChannelName } from "@/components/ui/channel-name"

const SHOWN = 3

/** The channels that an entry of a log is about: the first of them, and how many more. */
export function ChannelNames({ names, count }: { names: readonly string[]; count: number }) {
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
