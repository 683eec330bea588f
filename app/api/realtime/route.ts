import { door } from "@/lib/door"
import { realtime } from "@/lib/realtime"
import { handle } from "@/lib/sock8/server/handle"

const stream = handle({ realtime, middleware: door })

export { stream as GET, stream as POST }

/** Seconds that the platform lets a stream live; the stream itself renews before. */
export const maxDuration = 300
