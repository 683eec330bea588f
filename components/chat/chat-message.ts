import type { z } from "zod"
import type { chatMessage } from "@/lib/channels"
import type { WireMessage } from "@/lib/sock8/core/wire"

/** One message of a team chat, as it arrives. */
export type ChatMessage = WireMessage<z.infer<typeof chatMessage>>

/** Most characters of one message, as `lib/channels.ts` has it. */
export const MAX_CHARACTERS = 2000

const GROUP_MS = 5 * 60_000

/** Tells whether a message begins a group: somebody else speaks, or after a pause. */
export function beginsGroup(message: ChatMessage, before: ChatMessage | undefined): boolean {
  return !before || before.from?.id !== message.from?.id || message.at - before.at > GROUP_MS
}
