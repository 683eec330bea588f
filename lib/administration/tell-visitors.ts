import { channels, notice } from "../channels"
import { organisationName } from "../people/organisations"
import { adminPost } from "./admin-post"

/** `POST { text }`: an admin tells every visitor of the site, also those who are not signed in. */
export const tellVisitors = adminPost({
  body: notice.pick({ text: true }),
  // Not what is said: the log is for the admins of one organisation and holds no messages.
  intent: () => "tell every visitor",
  act: async ({ orgId }, { text }) => {
    await channels.lobby.emit({ text, from: organisationName(orgId) })
    return { deed: "told every visitor" }
  },
})
