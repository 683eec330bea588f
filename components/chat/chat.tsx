"use client"

import { useRef, useState } from "react"
import { useNewestAtOpen } from "@/components/connection/use-newest-at-open"
import { Typing } from "@/components/presence/typing"
import { Empty } from "@/components/ui/empty"
import { Skeleton } from "@/components/ui/skeleton"
import { channels } from "@/lib/channels.client"
import { useChannel } from "@/lib/sock8/client/hooks"
import { Composer } from "./composer"
import { MessageList } from "./message-list"
import { OlderMessages } from "./older-messages"
import { OutgoingRow } from "./outgoing-row"
import { SendingStatus } from "./sending-status"
import { useReading } from "./use-reading"

/** The chat of one team: what was said, what is being said, and a box to say something. */
export function Chat({ team, personId }: { team: { id: string; name: string }; personId: string }) {
  const channel = useChannel(channels.team.chat.for({ teamId: team.id }), { history: 50, optimistic: true })
  const { messages, outgoing, publish, status, error } = channel
  const [atEnd, setAtEnd] = useState(true)
  const read = useReading(`team.${team.id}.chat`, { messages, personId, atEnd })
  const newestAtOpen = useNewestAtOpen(channel)
  const list = useRef<HTMLDivElement>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  function send(text: string) {
    // A refusal is shown with the message that it is about.
    publish({ text }).catch(() => undefined)
    // The box is laid out from its end: that is its top.
    list.current?.scrollTo({ top: 0 })
  }
  /** The button that was pressed goes away: whoever pressed it goes on where they write. */
  const thenWrite = (remedy: (id: string) => void) => (id: string) => {
    remedy(id)
    box.current?.focus()
  }
  const remedies = { again: thenWrite(channel.again), discard: thenWrite(channel.discard) }
  return (
    <>
      {messages.length === 0 && (
        <div className="px-1 sm:px-4">
          {error && <Empty title="This channel is closed">{error.message}.</Empty>}
          {!error && status.state === "open" && outgoing.length === 0 && (
            <Empty title="Nothing has been said yet">
              Whatever you write is seen by everybody of {team.name}, in every window, at once.
            </Empty>
          )}
          {!error && status.state !== "open" && <Skeleton lines={3} />}
        </div>
      )}
      <MessageList
        label={`Chat of ${team.name}`}
        messages={messages}
        personId={personId}
        read={read}
        newestAtOpen={newestAtOpen}
        onAtEnd={setAtEnd}
        ref={list}
        above={messages.length > 0 && <OlderMessages older={channel.older} readOlder={channel.readOlder} />}
      >
        {outgoing.map((message, index) => {
          const first = index === 0 && messages.at(-1)?.from?.id !== personId
          return <OutgoingRow key={message.id} message={message} first={first} remedies={remedies} />
        })}
      </MessageList>
      <SendingStatus outgoing={outgoing} />
      <Typing teamId={team.id}>
        <Composer ref={box} chat={`team.${team.id}.chat`} send={send} />
      </Typing>
    </>
  )
}
