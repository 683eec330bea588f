import "../realtime"
import { announcement, channels } from "../channels"
import { Sock8Error } from "../sock8/core/errors"
import { formPost } from "./form-post"

/** `POST { text }`: an admin tells their whole organisation. */
export const announce = formPost(announcement, async (person, { text }) => {
  if (person.role !== "admin" || !person.orgId) throw new Sock8Error("ADMIN_REQUIRED")
  await channels.org.announcements.for({ orgId: person.orgId }).emit({ text })
})
