import type { ReactNode } from "react"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import type { ChannelView } from "@/lib/sock8/client/channel-view"

/** The frame of a log: its entries, or why there are none. */
export function LogBox({
  channel: { status, error },
  isEmpty,
  empty,
  children,
}: {
  channel: ChannelView<unknown>
  isEmpty: boolean
  /** What stands there while nothing is logged. */
  empty: ReactNode
  children: ReactNode
}) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      {isEmpty && error && <Empty title="This channel is closed">{error.message}.</Empty>}
      {isEmpty && !error && status.state === "open" && empty}
      {isEmpty && !error && status.state !== "open" && <Skeleton lines={6} />}
      {children}
    </div>
  )
}
