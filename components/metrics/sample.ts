import type { z } from "zod"
import type { metrics } from "@/lib/channels"
import type { WireMessage } from "@/lib/sock8/core/wire"

/** What one process counted in one interval, as it arrives. */
export type Sample = WireMessage<z.infer<typeof metrics>>
