import { Fragment, memo } from "react"
import type { Place } from "@/components/read-markers/unread"
import { blocksOf } from "./blocks"
import type { ChatMessage } from "./chat-message"
import { DayLine, FreshLine } from "./lines"
import { MessageRow } from "./message-row"
import { placeMessages } from "./placement"

/**
 * What is far out of view is neither laid out nor painted, but stays there for the search of the page and for screen
 * readers. The height is a guess until a block was in view; the browser keeps the real one from then on.
 */
const OLDER_BLOCK = "[content-visibility:auto] [contain-intrinsic-block-size:auto_150rem]"

/**
 * Older messages take the heading off the first one: browsers shall not keep its place by that. Counted by siblings,
 * since with `nth-child` a browser would match the styles of all items again for each one that goes or comes.
 */
const FIRST_BLOCK =
  "[&>:first-child]:[overflow-anchor:none] [&>:first-child+*]:[overflow-anchor:none] [&>:first-child+*+*]:[overflow-anchor:none]"

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
  const blocks = blocksOf(placeMessages(messages, { personId, read }))
  return blocks.map(({ key, rows }, index) => (
    // The items are those of the list, whatever the browser does with them together.
    <div
      key={key}
      role="presentation"
      className={`${index === 0 ? FIRST_BLOCK : ""} ${index < blocks.length - 1 ? OLDER_BLOCK : ""}`}
    >
      {rows.map(({ message, own, first, day, fresh }) => (
        <Fragment key={message.id}>
          {day && <DayLine at={message.at} />}
          {fresh && <FreshLine />}
          <MessageRow message={message} own={own} first={first} quiet={own || message.n <= newestAtOpen} />
        </Fragment>
      ))}
    </div>
  ))
})
