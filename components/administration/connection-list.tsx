"use client"

import { useRef, useState } from "react"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import { useConnection } from "@/lib/sock8/client/hooks"
import { ConnectionTable, type OpenConnection } from "./connection-table"
import { useRefresh } from "./use-refresh"

interface Ended {
  readonly what: string
  readonly ms: number
}

/** What is open, renewed while one looks, and how long the last kick took. */
export function ConnectionList({ connections }: { connections: readonly OpenConnection[] }) {
  const [ended, setEnded] = useState<Ended>()
  const notice = useRef<HTMLDivElement>(null)
  const { status } = useConnection()
  // One's own window is among them as soon as it is connected.
  const isConnecting = status.state !== "waiting" && status.state !== "refused"
  useRefresh(3_000, status.state === "open" ? status.connection : undefined)
  function onEnded(what: Ended) {
    setEnded(what)
    // The button that was pressed goes with its row, and would take the keyboard's place on the page along.
    notice.current?.focus()
  }
  return (
    <>
      <div ref={notice} role="status" tabIndex={-1} className="text-sm">
        {ended && (
          <p className="mb-4 rounded-lg border border-line bg-sunken px-4 py-3">
            <span className="font-medium">
              {ended.what} gone after <span className="tabular-nums">{ended.ms} ms</span>.
            </span>{" "}
            <span className="text-ink-soft">
              Measured here: from the click until the server said that it is no longer open.
            </span>
          </p>
        )}
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {connections.length > 0 && <ConnectionTable connections={connections} onEnded={onEnded} />}
        {connections.length === 0 && isConnecting && <Skeleton lines={3} />}
        {connections.length === 0 && !isConnecting && (
          <Empty title="Nothing is open">Not even your own window.</Empty>
        )}
      </div>
    </>
  )
}
