import { tellUnread } from "@/lib/notifications/list-notifications"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ GET: tellUnread })
