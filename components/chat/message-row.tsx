import { memo } from "react"
import { Time } from "@/components/ui/time"
import { Bubble } from "./bubble"
import type { ChatMessage } from "./chat-message"
import { ListItem, NO_ANCHOR } from "./list"

/**
 * Beside the block of the row, which cuts it off. Not `sr-only`: what is cut by its own box, or placed by itself, is a
 * layer of its own to a browser, and hundreds of them are a third of what a new message costs.
 */
const SPOKEN_ONLY = "-indent-[100rem] h-0 whitespace-nowrap"

/** One message. Rendered again only where one of these changes: a list has hundreds, and changes with each message. */
export const MessageRow = memo(function MessageRow({
  message,
  own,
  first,
  began,
  quiet,
}: {
  message: ChatMessage
  /** Whether it is one's own. */
  own: boolean
  /** Whether it begins a group. */
  first: boolean
  /** Whether the list began with it for a time: older messages may take its name away. */
  began: boolean
  /** Whether it is no news: screen readers are told of others' new messages, not of history or one's own. */
  quiet: boolean
}) {
  const name = own ? "You" : nameOf(message)
  return (
    <ListItem
      quiet={quiet}
      className={`flex flex-col ${own ? "items-end" : "items-start"} ${first ? "mt-4" : "mt-1"} ${began ? NO_ANCHOR : ""}`}
    >
      {first ? (
        <p className="mb-1 flex items-baseline gap-2">
          <span className="font-medium text-sm">{name}</span> <Time at={message.at} />
        </p>
      ) : (
        <p className={SPOKEN_ONLY}>{name}</p>
      )}
      <Bubble own={own} text={message.data.text} />
    </ListItem>
  )
})

function nameOf({ from }: ChatMessage): string {
  return from?.name ?? from?.id ?? "Grantway"
}
