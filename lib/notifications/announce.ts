import { adminPost } from "../administration/admin-post"
import { announcement, channels } from "../channels"

/** `POST { text }`: an admin tells their whole organisation. */
export const announce = adminPost({
  body: announcement,
  intent: () => "announce",
  act: async ({ orgId }, { text }, note) => {
    const channel = channels.org.announcements.for({ orgId })
    note.channels = [channel.name]
    await channel.emit({ text })
    return { deed: `announced to ${orgId}` }
  },
})
