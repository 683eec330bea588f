import { announce } from "@/lib/notifications/announce"

export { announce as POST }
