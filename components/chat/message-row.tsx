import { Time } from "@/components/ui/time"
import { Bubble } from "./bubble"
import type { ChatMessage } from "./chat-message"
import type { Placement } from "./placement"

/** One message. */
export function MessageRow({
  message,
  placement,
  quiet,
}: {
  message: ChatMessage
  placement: Placement
  /** Whether it is no news: screen readers are told of others' new messages, not of history or one's own. */
  quiet: boolean
}) {
  const { own, first } = placement
  return (
    <li
      aria-live={quiet ? "off" : undefined}
      className={`flex flex-col ${own ? "items-end" : "items-start"} ${first ? "mt-4" : "mt-1"}`}
    >
      <p className={first ? "mb-1 flex items-baseline gap-2" : "sr-only"}>
        <span className="font-medium text-sm">{own ? "You" : nameOf(message)}</span> <Time at={message.at} />
      </p>
      <Bubble own={own} text={message.data.text} />
    </li>
  )
}

function nameOf({ from }: ChatMessage): string {
  return from?.name ?? from?.id ?? "Grantway"
}
