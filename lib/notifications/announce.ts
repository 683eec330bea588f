import { adminPost } from "../administration/admin-post"
import { announcement, channels } from "../channels"

/** `POST { text }`: an admin tells their whole organisation. */
export const announce = adminPost({
  body: announcement,
  intent: () => "announce",
  act: async ({ orgId }, { text }, action) => {
    const channel = channels.org.announcements.for({ orgId })
    action.channels = [channel.name]
    await action.begin()
    await channel.emit({ text })
    return { deed: `announced to ${orgId}` }
  },
})
