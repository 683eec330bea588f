import { markRead } from "@/lib/notifications/mark-read"

export { markRead as POST }
