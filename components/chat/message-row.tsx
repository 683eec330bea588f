import { memo } from "react"
import { Time } from "@/components/ui/time"
import { Bubble } from "./bubble"
import type { ChatMessage } from "./chat-message"
import { ListItem } from "./list"

/** One message. Rendered again only where one of these changes: a list has hundreds, and changes with each message. */
export const MessageRow = memo(function MessageRow({
  message,
  own,
  first,
  quiet,
}: {
  message: ChatMessage
  /** Whether it is one's own. */
  own: boolean
  /** Whether it begins a group. */
  first: boolean
  /** Whether it is no news: screen readers are told of others' new messages, not of history or one's own. */
  quiet: boolean
}) {
  return (
    <ListItem
      quiet={quiet}
      className={`flex flex-col ${own ? "items-end" : "items-start"} ${first ? "mt-4" : "mt-1"}`}
    >
      <p className={first ? "mb-1 flex items-baseline gap-2" : "sr-only"}>
        <span className="font-medium text-sm">{own ? "You" : nameOf(message)}</span> <Time at={message.at} />
      </p>
      <Bubble own={own} text={message.data.text} />
    </ListItem>
  )
})

function nameOf({ from }: ChatMessage): string {
  return from?.name ?? from?.id ?? "Grantway"
}
