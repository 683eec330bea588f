import { adminPost } from "../administration/admin-post"
import { retryId } from "../auth/form-post"
import { announcement, channels } from "../channels"
import { realtime } from "../realtime"

/** `POST { text, id? }`: an admin tells their whole organisation. A repeated request with the same id tells it once. */
export const announce = adminPost({
  body: announcement.extend({ id: retryId }),
  intent: () => "announce",
  act: async (admin, { text, id }, action) => {
    const channel = channels.org.announcements.for({ orgId: admin.orgId })
    action.channels = [channel.name]
    await action.begin()
    await realtime.publisher.publish(
      channel,
      { text },
      { from: null, ...(id && { id: `${admin.id}-${id}` }) },
    )
    return { deed: `announced to ${admin.orgId}` }
  },
})
