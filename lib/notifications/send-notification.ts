import type { z } from "zod"
import { channels, type notification } from "../channels"
import { realtime } from "../realtime"
import type { Emitted } from "../sock8/core/tree"
import { type Kind, type Told, wordsOf } from "./kinds"

/** What a person is told, as it is kept. */
export type Notification = z.infer<typeof notification>

/** How a notification is sent. */
export interface SendOptions {
  /** The person whose doing it is, where somebody else is told: each may send one person so many in an hour. */
  readonly by?: string
  /** The same id twice within two minutes is told once: for a sender that may try again. */
  readonly id?: string
}

/**
 * Tells one person something, wherever they are signed in and when they come back. Callable from any server code;
 * whether the caller may do so is the caller's to check.
 *
 * It is stored first, then pushed, in one command, and the unread count after it (`tell-inbox.ts`). Where only the count
 * fails it is sent nevertheless: browsers count what they hear, and ask when they connect.
 *
 * @example await sendNotification("ben", { type: "wave", from: "Ada Okafor", teamId: "red" })
 * @returns the id of the notification, also for a repeated one.
 * @throws Sock8Error `INVALID_CHANNEL`, `INVALID_PAYLOAD`, `ID_CONFLICT`, `RATE_LIMITED`, `UNAVAILABLE`
 */
export async function sendNotification<Name extends Kind>(
  personId: string,
  told: Told<Name>,
  { id, by }: SendOptions = {},
): Promise<Emitted> {
  const channel = channels.notification.for({ userId: personId })
  const options = { from: null, ...(id && { id }), ...(by && { by }) }
  return await realtime.publisher.publish(channel, wordsOf(told), options)
}
