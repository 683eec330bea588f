import { authorize } from "@/lib/authorize"
import { realtime } from "@/lib/realtime"
import { onlyMethods } from "@/lib/sock8/server/only-methods"
import { realtimeToken } from "@/lib/sock8/server/realtime-token"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({
  POST: realtimeToken({ realtime, authorize }),
})
