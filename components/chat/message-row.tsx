import { Time } from "@/components/ui/time"
import type { ChatMessage } from "./chat-message"

/** How a message stands in the list. */
export interface Placement {
  readonly own: boolean
  /** Whether it begins a group: the first of several that one person said in a row. */
  readonly first: boolean
}

/** One message. Its text is shown as text: nothing in it is a link or markup. */
export function MessageRow({ message, placement }: { message: ChatMessage; placement: Placement }) {
  const { own, first } = placement
  return (
    <li className={`flex flex-col ${own ? "items-end" : "items-start"} ${first ? "mt-4" : "mt-1"}`}>
      <p className={first ? "mb-1 flex items-baseline gap-2" : "sr-only"}>
        <span className="font-medium text-sm">{own ? "You" : nameOf(message)}</span> <Time at={message.at} />
      </p>
      <p
        className={`max-w-[min(40rem,85%)] whitespace-pre-wrap rounded-lg px-3.5 py-2 text-sm leading-relaxed [overflow-wrap:anywhere] ${
          own ? "bg-accent-wash" : "border border-line bg-surface"
        }`}
      >
        {message.data.text}
      </p>
    </li>
  )
}

function nameOf({ from }: ChatMessage): string {
  return from?.name ?? from?.id ?? "Grantway"
}
