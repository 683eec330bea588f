"use client"

import type { ReactNode, Ref } from "react"
import type { Place } from "@/components/read-markers/unread"
import type { ChatMessage } from "./chat-message"
import { List } from "./list"
import { MessageRows } from "./message-rows"

/** So near to its end, in pixels, a list shows its newest message. */
const END_PX = 40

/**
 * All messages, oldest first, with the newest in view. The box is laid out from its end, so that browsers
 * keep it there while messages arrive, and leave it alone once somebody has scrolled up to read: also when
 * older messages come above.
 */
export function MessageList({
  label,
  messages,
  personId,
  read,
  newestAtOpen,
  onAtEnd,
  above,
  children,
  ref,
}: {
  label: string
  messages: readonly ChatMessage[]
  /** Whose messages are shown as one's own. */
  personId: string
  /** How far the reader had read. */
  read: Place | undefined
  /** The number of the last message that is no news. */
  newestAtOpen: number
  /** Is told whether the newest message is in view. */
  onAtEnd: (atEnd: boolean) => void
  /** Before the first message. */
  above: ReactNode
  /** Rows after the last one. */
  children: ReactNode
  ref: Ref<HTMLDivElement>
}) {
  return (
    <div
      ref={ref}
      role="log"
      aria-live="polite"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
      tabIndex={0}
      // Laid out from its end, a box counts what was scrolled from there, and below zero.
      onScroll={({ currentTarget }) => onAtEnd(currentTarget.scrollTop > -END_PX)}
      className="flex min-h-0 grow flex-col-reverse overflow-y-auto px-5 pb-4 -outline-offset-2 sm:px-8"
    >
      <div className="mb-auto">
        {above}
        <List>
          <MessageRows messages={messages} personId={personId} read={read} newestAtOpen={newestAtOpen} />
          {children}
        </List>
      </div>
    </div>
  )
}
