"use client"

import { Button } from "@base-ui/react/button"
import { useState } from "react"
import { useNewestAtOpen } from "@/components/connection/use-newest-at-open"
import { buttonStyle } from "@/components/ui/button-style"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import { channels } from "@/lib/channels.client"
import type { OlderMessages } from "@/lib/sock8/client/channel-log"
import { useChannel } from "@/lib/sock8/client/hooks"
import { type AuditEntry, type Filter, selectEntries } from "./audit-entry"
import { LogFilter } from "./log-filter"
import { LogTable } from "./log-table"

/** How many attempts are shown at first, and how many more at a time. */
const PAGE = 50

/** Every attempt to use the channels, as it happens; can be held still to be read. */
export function AuditLog() {
  const channel = useChannel(channels.admin.logs, { history: 200 })
  const { messages, status, error, older, readOlder } = channel
  const newestAtOpen = useNewestAtOpen(channel)
  const [filter, setFilter] = useState<Filter>("all")
  const [shown, setShown] = useState(PAGE)
  const [held, setHeld] = useState<readonly AuditEntry[]>()
  const entries = selectEntries(held ?? messages, filter)
  const waiting = held ? messages.filter(({ n }) => n > (held.at(-1)?.n ?? 0)).length : 0
  // What is held still shows what was read by then.
  const isReadable = !held && older.state !== "none" && messages.length > 0
  const below = entries.length > shown ? more : isReadable ? older : ended
  function showOlder() {
    setShown(shown + PAGE)
    if (isReadable && entries.length < shown + PAGE) readOlder()
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <LogFilter value={filter} onChange={setFilter} />
        <button
          type="button"
          onClick={() => setHeld(held ? undefined : messages)}
          className={buttonStyle("secondary")}
        >
          {held ? "Resume" : "Pause"}
        </button>
        <p role="status" className="text-ink-faint text-sm">
          {held && `Paused, ${waiting} newer`}
        </p>
      </div>
      <div className="mt-4 overflow-hidden rounded-lg border border-line bg-surface">
        {entries.length > 0 && <LogTable entries={entries.slice(0, shown)} newestAtOpen={newestAtOpen} />}
        {entries.length === 0 && error && <Empty title="This channel is closed">{error.message}.</Empty>}
        {entries.length === 0 && !error && status.state === "open" && (
          <Empty title={filter === "all" ? "No attempts yet" : `Nothing was ${filter} yet`}>
            Sign in as somebody in a second, private window and open a team: each step they take appears here.
          </Empty>
        )}
        {entries.length === 0 && !error && status.state !== "open" && <Skeleton lines={6} />}
        {(below.state !== "none" || shown > PAGE) && <ShowOlder older={below} onShow={showOlder} />}
      </div>
    </>
  )
}

const more: OlderMessages = { state: "more" }
const ended: OlderMessages = { state: "none" }

/** Stays at the end, disabled: whoever pressed it shall not lose their place on the page. */
function ShowOlder({ older, onShow }: { older: OlderMessages; onShow: () => void }) {
  return (
    <div className="border-line border-t px-4">
      <Button
        onClick={onShow}
        disabled={older.state === "none" || older.state === "reading"}
        focusableWhenDisabled
        className="inline-flex min-h-11 items-center text-accent text-sm underline-offset-4 hover:underline aria-disabled:cursor-default aria-disabled:text-ink-faint aria-disabled:no-underline"
      >
        {older.state === "none" ? "Nothing older" : "Show older attempts"}
      </Button>
      <p role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:pb-3">
        {older.state === "failed" && `Older attempts cannot be read: ${older.error.message}.`}
      </p>
    </div>
  )
}
