import { announce } from "@/lib/notifications/announce"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: announce })
