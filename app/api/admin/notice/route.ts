import { tellVisitors } from "@/lib/administration/tell-visitors"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: tellVisitors })
