/** Which client serves `channel.subscribe()`: the tree itself has none, and no page has to hand one around. */
import type { WireMessage } from "../core/wire"
import type { AnyRef } from "./channel-proxy"
import type { RealtimeClient } from "./client"

type Joiner = Pick<RealtimeClient, "join">

const bound: Joiner[] = []

/**
 * Makes `channel.subscribe()` go through this client. `<RealtimeProvider>` does so with its own while it is mounted; of
 * several, the last one counts. Returns the undo; what was subscribed to before goes on.
 */
export function bindClient(client: Joiner): () => void {
  bound.push(client)
  return () => {
    const at = bound.lastIndexOf(client)
    if (at >= 0) bound.splice(at, 1)
  }
}

/**
 * Subscribes through the bound client.
 *
 * @throws Error where there is none.
 */
export function subscribeThroughBinding<Data>(
  ref: AnyRef<Data>,
  listener: (message: WireMessage<Data>) => void,
): () => void {
  const client = bound.at(-1)
  if (!client) {
    throw new Error(
      "channel.subscribe() was called without a client: call it in an effect below a <RealtimeProvider>, or bindClient(createRealtimeClient()) first.",
    )
  }
  return client.join(ref, (event) => {
    if (event.type === "message") listener(event.message)
  })
}
