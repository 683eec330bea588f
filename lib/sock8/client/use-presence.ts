"use client"

import { useCallback, useMemo, useSyncExternalStore } from "react"
import { keyOf, type PresentRef } from "./channel-proxy"
import { useRealtimeClient } from "./client-context"
import { nobody, type PresenceView } from "./presence-feed"
import { PresenceLog } from "./presence-log"

/** What {@link usePresence} takes. */
export interface PresenceOptions<State> {
  /** What one shows of oneself at first. Default: nothing. */
  readonly state?: State
}

/** What a channel whose members have a state offers beside its people. */
export type Updating<State> = [State] extends [null]
  ? unknown
  : {
      /** Shows something else of oneself, at most five times a second: of those between, the last one counts. */
      readonly update: (state: State) => void
    }

/**
 * Is present on a channel for as long as the component is mounted, and gives who else is: people, not windows.
 *
 * @example const { self, others, update } = usePresence(channels.team.chat.for({ teamId }))
 */
export function usePresence<State>(
  ref: PresentRef<State>,
  options?: PresenceOptions<NoInfer<State>>,
): PresenceView<State> & Updating<State>
export function usePresence<State>(
  given: PresentRef<State>,
  { state }: PresenceOptions<State> = {},
): PresenceView<State> & { readonly update: (state: State) => void } {
  const client = useRealtimeClient()
  // A ref made at each render is a new object; an equal key means the same channel, and the first state counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the ref.
  const log = useMemo(() => new PresenceLog(client, given, state), [client, keyOf(given)])
  const view = useSyncExternalStore<PresenceView<State>>(log.subscribe, log.getSnapshot, readNobody)
  const update = useCallback((state: State) => log.update(state), [log])
  return useMemo(() => ({ ...view, update }), [view, update])
}

const readNobody = () => nobody
