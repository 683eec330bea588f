import { beginsGroup, type ChatMessage } from "./chat-message"
import { MessageRow } from "./message-row"

/**
 * All messages, oldest first, with the newest in view. The box is laid out from its end, so that browsers
 * keep it there while messages arrive, and leave it alone once somebody has scrolled up to read.
 */
export function MessageList({
  label,
  messages,
  personId,
}: {
  label: string
  messages: readonly ChatMessage[]
  /** Whose messages are shown as one's own. */
  personId: string
}) {
  return (
    <div
      role="log"
      aria-live="polite"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
      tabIndex={0}
      className="flex min-h-0 grow flex-col-reverse overflow-y-auto px-5 pb-4 -outline-offset-2 sm:px-8"
    >
      <ol className="mb-auto flex flex-col">
        {messages.map((message, index) => (
          <MessageRow
            key={message.id}
            message={message}
            placement={{
              own: message.from?.id === personId,
              first: beginsGroup(message, messages[index - 1]),
            }}
          />
        ))}
      </ol>
    </div>
  )
}
