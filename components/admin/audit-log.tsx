"use client"

import { useState } from "react"
import { useNewestAtOpen } from "@/components/connection/use-newest-at-open"
import { buttonStyle } from "@/components/ui/button-style"
import { Empty } from "@/components/ui/empty"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { AttemptTable } from "./attempt-table"
import { type AuditEntry, type Filter, selectEntries, unlistedIn } from "./audit-entry"
import { Choice, type Choices } from "./choice"
import { LogBox } from "./log-box"
import { ShowOlder } from "./show-older"
import { usePages } from "./use-pages"

type Who = "people" | "anonymous"

const whoChoices: Choices<Who> = [
  { value: "people", label: "People and keys" },
  { value: "anonymous", label: "Anonymous" },
]
const filterChoices: Choices<Filter> = [
  { value: "all", label: "All" },
  { value: "allowed", label: "Allowed" },
  { value: "refused", label: "Refused" },
]

/** Each new row moves all others, and browsers lay out and paint every one that moved. */
const log = { history: 100, pauseMs: 500 }

/** Attempts to use the channels, as they happen; can be held still to be read. */
export function AuditLog() {
  const people = useChannel(channels.admin.logs, log)
  const anonymous = useChannel(channels.admin.anonymous, log)
  const newestAtOpen = { people: useNewestAtOpen(people), anonymous: useNewestAtOpen(anonymous) }
  const [who, setWho] = useState<Who>("people")
  const [filter, setFilter] = useState<Filter>("all")
  const [held, setHeld] = useState<readonly AuditEntry[]>()
  const channel = who === "people" ? people : anonymous
  const { messages } = channel
  const entries = selectEntries(held ?? messages, filter)
  const waiting = held ? messages.filter(({ n }) => n > (held.at(-1)?.n ?? 0)).length : 0
  // What is held still shows what was read by then.
  const pages = usePages(channel, entries, { canRead: !held })
  function choose(chosen: Who): void {
    setWho(chosen)
    setHeld(undefined)
    pages.showLatest()
  }
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice label="Whose attempts" choices={whoChoices} value={who} onChange={choose} />
        <Choice label="Show" choices={filterChoices} value={filter} onChange={setFilter} />
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
      <UnlistedCount entries={held ?? messages} />
      <LogBox
        channel={channel}
        isEmpty={entries.length === 0}
        empty={
          <Empty title={filter === "all" ? "No attempts yet" : `Nothing was ${filter} yet`}>
            Open a team in a second, private window: each step there appears here.
          </Empty>
        }
      >
        {entries.length > 0 && (
          <AttemptTable
            entries={pages.visible}
            by={who === "people" ? "Person" : "Address"}
            newestAtOpen={newestAtOpen[who]}
          />
        )}
        <ShowOlder what="attempts" pages={pages} />
      </LogBox>
    </>
  )
}

const number = new Intl.NumberFormat("en-GB")

/** Says what the entries stand for beyond what they list: a flood is seen at once. */
function UnlistedCount({ entries }: { entries: readonly AuditEntry[] }) {
  const { counted, lost } = unlistedIn(entries)
  if (counted + lost === 0) return null
  return (
    <p className="-mt-1 mb-4 max-w-prose text-ink-soft text-sm">
      {counted > 0 && `${number.format(counted)} attempts are counted together below. `}
      {lost > 0 && `${number.format(lost)} attempts were not recorded.`}
    </p>
  )
}
