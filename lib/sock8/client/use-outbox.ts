"use client"

import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react"
import type { WireMessage } from "../core/wire"
import type { ChannelRef } from "./channel-proxy"
import type { PublishOptions, RealtimeClient } from "./client"
import { type Outgoing, outboxOf, withoutTold } from "./outbox"
import type { Published } from "./requests"

/** What a channel that people may publish to offers beside its view. */
export interface Publishing<Input> {
  /**
   * Publishes, and resolves when the message is stored. The message itself comes by the channel.
   *
   * @throws RealtimeError by rejecting: `NOT_GRANTED_PUBLISH`, `INVALID_PAYLOAD`, `NETWORK`, …
   */
  readonly publish: (data: Input, options?: PublishOptions) => Promise<Published>
  /** With `optimistic`, what was published and has not come by the channel yet, oldest first. Else empty. */
  readonly outgoing: readonly Outgoing<Input>[]
  /** Publishes what failed once more, under the same id: it is said once, even if it had arrived after all. */
  readonly again: (id: string) => void
  /** Forgets what failed. */
  readonly discard: (id: string) => void
}

/** Publishing to one channel: at once in sight where that is `optimistic`. */
export function useOutbox<Input>(
  client: RealtimeClient,
  ref: ChannelRef<unknown, true, Input>,
  { optimistic, messages }: { readonly optimistic: boolean; readonly messages: readonly WireMessage[] },
): Publishing<Input> {
  const outbox = useMemo(() => outboxOf(client, ref), [client, ref])
  const entries = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot, readNone)
  // Taken out while rendering, so that no frame shows both; forgotten after it.
  const outgoing = useMemo(
    () => (optimistic ? withoutTold(entries, messages) : none),
    [optimistic, entries, messages],
  )
  useEffect(() => outbox.settle(messages), [outbox, messages])
  const publishPlainly = useCallback(
    (data: Input, options?: PublishOptions) => client.publish(ref, data, options),
    [client, ref],
  )
  const publish = optimistic ? outbox.publish : publishPlainly
  return { publish, outgoing, again: outbox.again, discard: outbox.discard }
}

const none: readonly never[] = []
const readNone = () => none
