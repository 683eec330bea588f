import { authorize } from "@/lib/authorize"
import { realtime } from "@/lib/realtime"
import { realtimeToken } from "@/lib/sock8/server/realtime-token"

export const POST = realtimeToken({ realtime, authorize })
