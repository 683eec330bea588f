import { listNotifications } from "@/lib/notifications/list-notifications"

export { listNotifications as GET }
