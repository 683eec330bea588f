import { markRead } from "@/lib/read-markers/mark-read"

export { markRead as POST }
