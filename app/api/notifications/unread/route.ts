import { tellUnread } from "@/lib/notifications/list-notifications"

export { tellUnread as GET }
