import { authorize } from "@/lib/authorize"
import { withSock8 } from "@/lib/realtime"
import { everyMethod } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(withSock8({ authorize }))
