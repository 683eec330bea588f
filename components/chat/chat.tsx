"use client"

import { Typing } from "@/components/presence/typing"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { Composer } from "./composer"
import { MessageList } from "./message-list"

/** The chat of one team: what was said, what is being said, and a box to say something. */
export function Chat({ team, personId }: { team: { id: string; name: string }; personId: string }) {
  const { messages, publish, status, error } = useChannel(channels.team.chat.for({ teamId: team.id }), {
    history: 100,
  })
  return (
    <>
      {messages.length === 0 && (
        <div className="px-1 sm:px-4">
          {error && <Empty title="This channel is closed">{error.message}.</Empty>}
          {!error && status.state === "open" && (
            <Empty title="Nothing has been said yet">
              Whatever you write is seen by everybody of {team.name}, in every window, at once.
            </Empty>
          )}
          {!error && status.state !== "open" && <Skeleton lines={3} />}
        </div>
      )}
      <MessageList label={`Chat of ${team.name}`} messages={messages} personId={personId} />
      <Typing teamId={team.id}>
        <Composer send={(text, id) => publish({ text }, { id })} />
      </Typing>
    </>
  )
}
