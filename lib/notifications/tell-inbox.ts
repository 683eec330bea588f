import { channels } from "../channels"
import { logUnavailable } from "../log"
import type { Channel } from "../sock8/core/tree"
import type { Inbox } from "./inbox"
import { readInbox } from "./inbox-store"

/**
 * Publishes what is unread after a notification was stored, whichever way it came in: from server code, or from a machine
 * with an API key. Does nothing for messages of other channels.
 */
export async function countNotification({ path, params: { userId } }: Channel): Promise<void> {
  if (path === channels.notification.path && userId !== undefined) {
    await tellInbox(userId, () => readInbox(userId))
  }
}

/** Tells all tabs and devices of a person what is unread. A failure is logged: the change itself was made. */
export async function tellInbox(personId: string, read: () => Promise<Inbox>): Promise<void> {
  try {
    const inbox = await read()
    await channels.inbox.for({ userId: personId }).emit({ ...inbox, read: [...inbox.read] })
  } catch (error) {
    logUnavailable(error)
  }
}
