import { channels, notice } from "../channels"
import { organisationName } from "../people/organisations"
import { Sock8Error } from "../sock8/core/errors"
import { adminPost } from "./admin-post"
import { isOperator } from "./admin-rules"

/**
 * `POST { text }`: tells every visitor of the site, also those who are not signed in. The first page is the whole
 * site's, so the admins of other organisations say nothing there.
 */
export const tellVisitors = adminPost({
  body: notice.pick({ text: true }),
  // Not what is said: the log is for the admins of one organisation and holds no messages.
  intent: () => "tell every visitor",
  act: async (admin, { text }, action) => {
    if (!isOperator(admin)) throw new Sock8Error("ADMIN_REQUIRED")
    await action.begin()
    await channels.lobby.emit({ text, from: organisationName(admin.orgId) })
    return { deed: "told every visitor" }
  },
})
