import type { ReactNode } from "react"
import { ChannelName } from "@/components/ui/channel-name"

/** A page's title and the channels it reads, by name: what one sees here came through these. */
export function PageHeader({
  title,
  channels,
  children,
}: {
  title: string
  channels: readonly string[]
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        {channels.length > 0 && (
          <p className="mt-1 flex flex-wrap gap-x-3 text-ink-faint text-sm">
            {channels.map((name) => (
              <ChannelName key={name}>{name}</ChannelName>
            ))}
          </p>
        )}
      </div>
      {children}
    </div>
  )
}
