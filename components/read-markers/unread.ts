import { compareIds } from "@/lib/sock8/core/cursor"

/** A place in a channel: a message's id and number. */
export interface Place {
  readonly id: string
  readonly n: number
}

/**
 * How many messages were said after the last one read. Numbers are dense, so nothing has to be counted; where
 * the numbers began anew since, all that were said from then on are unread.
 *
 * @param newest The channel's last message; `undefined` where nothing was said.
 * @param read How far it was read; `undefined` for not at all.
 */
export function countUnread(newest: Place | undefined, read: Place | undefined): number {
  if (!newest || !isAfter(newest, read)) return 0
  return read && newest.n > read.n ? newest.n - read.n : newest.n
}

/** Whether a message was said after the last one read. */
export function isAfter(message: Place, read: Place | undefined): boolean {
  return !read || compareIds(message.id, read.id) > 0
}
