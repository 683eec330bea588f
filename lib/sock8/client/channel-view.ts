import type { WireMessage } from "../core/wire"
import type { Standing } from "./channel-feed"
import type { RealtimeError } from "./realtime-error"

/** Where a channel stands, as one of its listeners sees it. */
export type ChannelStatus =
  /** Not asked for: switched off, or rendered on the server. */
  | { readonly state: "idle" }
  /** Asked for, and not whole yet: the stream is not open, or the history is not read. */
  | { readonly state: "joining" }
  | { readonly state: "open" }
  | { readonly state: "refused"; readonly error: RealtimeError }

/** What is known of the messages before the first one shown. */
export type OlderMessages =
  /** There may be some: see `readOlder`. */
  | { readonly state: "more" }
  | { readonly state: "reading" }
  /** Nothing older is kept. */
  | { readonly state: "none" }
  | { readonly state: "failed"; readonly error: RealtimeError }

/** One look at a channel. */
export interface ChannelView<Data> {
  /** The latest messages, oldest first, each once. */
  readonly messages: readonly WireMessage<Data>[]
  readonly status: ChannelStatus
  /** Why the channel is refused, or why its history could not be read. */
  readonly error: RealtimeError | undefined
  readonly older: OlderMessages
}

/** A channel's view before it is asked for. */
export const idleView: ChannelView<never> = {
  messages: [],
  status: { state: "idle" },
  error: undefined,
  older: { state: "more" },
}

/** What a standing changes of a view. */
export function viewOf(standing: Standing): Pick<ChannelView<never>, "status" | "error"> {
  if (standing.type !== "refused") return { status: { state: standing.type }, error: undefined }
  const { error } = standing
  return { status: { state: "refused", error }, error }
}
