"use client"

import { useNewestAtOpen } from "@/components/connection/use-newest-at-open"
import { Empty } from "@/components/ui/empty"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { ActionTable } from "./action-table"
import { latestOfActions } from "./audit-entry"
import { LogBox } from "./log-box"
import { ShowOlder } from "./show-older"
import { usePages } from "./use-pages"

/** The attempts are below: a few actions at first, so that both are seen. */
const FIRST = 10

/** What admins did, as it happens. Nothing that others do displaces an entry. */
export function ActionLog() {
  const channel = useChannel(channels.admin.actions, { history: 100 })
  const newestAtOpen = useNewestAtOpen(channel)
  const actions = latestOfActions(channel.messages)
  const pages = usePages(channel, actions, { first: FIRST })
  return (
    <LogBox
      channel={channel}
      isEmpty={actions.length === 0}
      empty={
        <Empty title="No admin has done anything yet">
          Suspend a person, change a team or make a key: each is recorded here before it is done.
        </Empty>
      }
    >
      {actions.length > 0 && <ActionTable entries={pages.visible} newestAtOpen={newestAtOpen} />}
      <ShowOlder what="actions" pages={pages} />
    </LogBox>
  )
}
