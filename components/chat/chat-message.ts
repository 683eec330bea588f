import type { z } from "zod"
import type { chatMessage } from "@/lib/channels"
import type { Outgoing } from "@/lib/sock8/client/outbox"
import type { WireMessage } from "@/lib/sock8/core/wire"

type Said = z.infer<typeof chatMessage>

/** One message of a team chat, as it arrives. */
export type ChatMessage = WireMessage<Said>

/** One message of one's own that the chat has not told yet. */
export type OutgoingMessage = Outgoing<Said>

/** Most characters of one message, as `lib/channels.ts` has it. */
export const MAX_CHARACTERS = 2000
