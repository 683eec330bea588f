import { isAfter, type Place } from "@/components/read-markers/unread"
import { type Day, dayOf, isWithin } from "@/components/ui/day"
import type { ChatMessage } from "./chat-message"

/** A message, and how it stands in the list. */
export interface Placement {
  readonly message: ChatMessage
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
  const fresh = read && firstFresh(messages, { personId, read })
  let today: Day | undefined
  return messages.map((message, index) => {
    const before = messages[index - 1]
    // Made once for each day: dates are slow, and there is a message for each of them.
    const day = !today || !isWithin(today, message.at)
    if (day) today = dayOf(message.at)
    const isFresh = message === fresh
    const first =
      !before || day || isFresh || before.from?.id !== message.from?.id || isPause(before, message)
    return { message, own: message.from?.id === personId, first, day, fresh: isFresh }
  })
}

/** The first message of others that the reader has not read. */
export function firstFresh(
  messages: readonly ChatMessage[],
  { personId, read }: { personId: string; read: Place },
): ChatMessage | undefined {
  for (let index = indexAfter(messages, read); index < messages.length; index += 1) {
    if (messages[index]?.from?.id !== personId) return messages[index]
  }
  return undefined
}

/** Where the messages after a place begin. They are in order, so that half of what is left answers for the rest. */
function indexAfter(messages: readonly ChatMessage[], place: Place): number {
  let [low, high] = [0, messages.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const message = messages[middle]
    if (message && isAfter(message, place)) high = middle
    else low = middle + 1
  }
  return low
}

function isPause(before: ChatMessage, message: ChatMessage): boolean {
  return message.at - before.at > GROUP_MS
}
