import { isAfter, type Place } from "@/components/read-markers/unread"
import type { ChatMessage } from "./chat-message"

/** How a message stands in the list. */
export interface Placement {
  readonly own: boolean
  /** Whether it begins a group: the first of several that one person said in a row. */
  readonly first: boolean
  /** Whether it is the first of its day, by the reader's clock. */
  readonly day: boolean
  /** Whether it is the first that the reader has not read. */
  readonly fresh: boolean
}

const GROUP_MS = 5 * 60_000

/**
 * Places messages, oldest first.
 *
 * @param personId Whose messages are one's own: nobody has to be told that these are new.
 * @param read How far the reader had read when they came; `undefined` marks nothing as fresh.
 */
export function placeMessages(
  messages: readonly ChatMessage[],
  { personId, read }: { personId: string; read: Place | undefined },
): readonly Placement[] {
  const isOwn = ({ from }: ChatMessage) => from?.id === personId
  const fresh = read && messages.find((message) => isAfter(message, read) && !isOwn(message))
  return messages.map((message, index) => {
    const before = messages[index - 1]
    const day = !before || !isSameDay(before.at, message.at)
    const isFresh = message === fresh
    const first =
      !before || day || isFresh || before.from?.id !== message.from?.id || isPause(before, message)
    return { own: isOwn(message), first, day, fresh: isFresh }
  })
}

function isPause(before: ChatMessage, message: ChatMessage): boolean {
  return message.at - before.at > GROUP_MS
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
