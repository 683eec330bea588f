/** Messages of one channel, in the order in which they were said. */
import { compareIds } from "../core/cursor"
import type { WireMessage } from "../core/wire"

/** Negative where `a` was said before `b`. */
export function compare(a: WireMessage, b: WireMessage): number {
  return compareIds(a.id, b.id)
}

/** All of both, in order and each once. */
export function unite<Data>(
  some: readonly WireMessage<Data>[],
  more: readonly WireMessage<Data>[],
): WireMessage<Data>[] {
  const byId = new Map([...some, ...more].map((message) => [message.id, message]))
  return [...byId.values()].sort(compare)
}

/** Whether messages tell `last` again, so that nothing is missing between it and them. */
export function tellsAgain(messages: readonly WireMessage[], last: WireMessage | undefined): boolean {
  return !last || messages.some(({ id }) => id === last.id)
}
