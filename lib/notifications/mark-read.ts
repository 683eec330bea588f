import { z } from "zod"
import { requireActivePerson } from "../auth/active-person"
import { formPost } from "../auth/form-post"
import { messageId } from "../channels"
import { realtime } from "../realtime"
import { MOST_NOTIFICATIONS } from "./inbox"
import { markInbox } from "./inbox-store"
import { tellInbox } from "./tell-inbox"

/** How often one person may mark: what is over is sent again by the page, when it may. */
const MARK_RATE = { max: 60, perSeconds: 20 }

/**
 * `POST { ids }` or `POST { upTo }`: marks some of one's own notifications as read, or all up to the newest one
 * seen, so that one which arrives meanwhile is not marked unseen. Answers the inbox, and tells it to all tabs and
 * devices; again where nothing changed, because what was told before may have been lost.
 */
export const markRead = formPost({
  sender: requireActivePerson,
  body: z.union([
    z.strictObject({ ids: z.array(messageId).min(1).max(MOST_NOTIFICATIONS) }),
    z.strictObject({ upTo: messageId }),
  ]),
  act: async ({ id }, marks) => {
    await realtime.limiter.take(`mark-read:${id}`, MARK_RATE)
    const inbox = await markInbox(id, marks)
    await tellInbox(id, async () => inbox)
    return inbox
  },
})
