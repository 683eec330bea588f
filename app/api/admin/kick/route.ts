import { kick } from "@/lib/administration/connections"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: kick })
