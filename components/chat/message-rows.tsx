import { Fragment, memo, useState } from "react"
import { isAfter, type Place } from "@/components/read-markers/unread"
import { blocksOf } from "./blocks"
import type { ChatMessage } from "./chat-message"
import { DayLine, FreshLine } from "./lines"
import { MessageRow } from "./message-row"
import { placeMessages } from "./placement"

/**
 * Nothing in a block depends on what is outside, nor the other way round, so that a browser lays out and paints those
 * that changed. Not `content-visibility`: what Chromium skips by that is missing in the tree that screen readers read.
 */
const BLOCK = "contain-content"

/** All messages with the lines between them: items of a list. Not rendered again while none of these changes. */
export const MessageRows = memo(function MessageRows({
  messages,
  personId,
  read,
  newestAtOpen,
}: {
  messages: readonly ChatMessage[]
  /** Whose messages are shown as one's own. */
  personId: string
  /** How far the reader had read. */
  read: Place | undefined
  /** The number of the last message that is no news. */
  newestAtOpen: number
}) {
  const firsts = useFirsts(messages[0])
  const blocks = blocksOf(placeMessages(messages, { personId, read }), firsts)
  const began = new Set(firsts.map(({ id }) => id))
  return blocks.map(({ key, rows }) => (
    // The items are those of the list, whatever the browser does with them together.
    <div key={key} role="presentation" className={BLOCK}>
      {rows.map(({ message, own, first, day, fresh }) => (
        <Fragment key={message.id}>
          {day && <DayLine at={message.at} />}
          {fresh && <FreshLine />}
          <MessageRow
            {...{ message, own, first }}
            began={began.has(message.id)}
            quiet={own || message.n <= newestAtOpen}
          />
        </Fragment>
      ))}
    </div>
  ))
})

/** Where the list began before older messages were read, oldest first. */
function useFirsts(first: Place | undefined): readonly Place[] {
  const [firsts, setFirsts] = useState<readonly Place[]>([])
  const [oldest] = firsts
  if (!first || (oldest && !isAfter(oldest, first))) return firsts
  const all = [first, ...firsts]
  setFirsts(all)
  return all
}
