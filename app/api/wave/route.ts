import { wave } from "@/lib/notifications/wave"

export { wave as POST }
