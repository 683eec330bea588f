import { retryId } from "../auth/form-post"
import { channels, notice } from "../channels"
import { organisationName } from "../people/organisations"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { adminPost } from "./admin-post"
import { isOperator } from "./admin-rules"

/**
 * `POST { text, id? }`: tells every visitor of the site, also those who are not signed in; once where it is repeated with
 * the same id. The first page is the whole site's, so the admins of other organisations say nothing there.
 */
export const tellVisitors = adminPost({
  body: notice.pick({ text: true }).extend({ id: retryId }),
  // Not what is said: the log is for the admins of one organisation and holds no messages.
  intent: () => "tell every visitor",
  act: async (admin, { text, id }, action) => {
    if (!isOperator(admin)) throw new Sock8Error("ADMIN_REQUIRED")
    await action.begin()
    const told = { text, from: organisationName(admin.orgId) }
    await realtime.publisher.publish(channels.lobby, told, {
      from: null,
      ...(id && { id: `${admin.id}-${id}` }),
    })
    return { deed: "told every visitor" }
  },
})
