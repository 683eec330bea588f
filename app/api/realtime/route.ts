import { door } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"
import { everyMethod } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(handle({ realtime, middleware: door }))

/** Seconds that the platform lets a stream live; the stream itself renews before. */
export const maxDuration = 300
