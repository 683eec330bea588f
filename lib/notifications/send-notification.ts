import type { z } from "zod"
import "../realtime"
import { channels, type notification } from "../channels"

/** What a person is told. */
export type Notification = z.infer<typeof notification>

/**
 * Tells one person something, wherever they are signed in. Callable from any server code; whether the caller
 * may do so is the caller's to check.
 *
 * @throws Sock8Error `INVALID_CHANNEL`, `INVALID_PAYLOAD`, `UNAVAILABLE`
 */
export async function sendNotification(personId: string, told: Notification): Promise<void> {
  await channels.notification.for({ userId: personId }).emit(told)
}
