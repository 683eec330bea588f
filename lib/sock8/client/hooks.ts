"use client"

/** React over the client's stores: the hooks subscribe and hold nothing of their own. */
import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from "react"
import type { WireMessage } from "../core/wire"
import { ChannelLog } from "./channel-log"
import { ChannelLogs } from "./channel-logs"
import { type AnyRef, type ChannelRef, keyOf } from "./channel-proxy"
import { type ChannelView, idleView } from "./channel-view"
import { useRealtimeClient } from "./client-context"
import type { ConnectionState } from "./connection-state"
import { Pacer } from "./pacer"
import type { RealtimeError } from "./realtime-error"
import type { TokenStory } from "./token-story"
import { type Publishing, useOutbox } from "./use-outbox"

/** How a channel is used. */
export interface ChannelOptions<Data> {
  /** How many earlier messages to read. Default 0. */
  readonly history?: number
  /** How many messages to keep, at least as many as `history`. Default 500. */
  readonly keep?: number
  /** Milliseconds between two renderings while messages come faster. Default 150, and then all channels together. */
  readonly pauseMs?: number
  /** `false` leaves the channel alone. Default `true`. */
  readonly enabled?: boolean
  /** Shows at once in `outgoing` what is published, and sends one message after the other. Default `false`. */
  readonly optimistic?: boolean
  /** Is told each new message once; not those of the history. */
  readonly onMessage?: (message: WireMessage<Data>) => void
}

/** What a channel offers beside its view. */
export interface Reading {
  /** Reads the 50 messages before the first one shown; `older` tells how that goes. */
  readonly readOlder: () => void
}

/**
 * Joins a channel for as long as the component is mounted, and gives its latest messages. Several that arrive within
 * `pauseMs` are rendered together. A message is the same object in every view, and `readOlder`, `publish`, `again` and
 * `discard` are the same functions, so that `memo` skips the rows that did not change. The ref may be made anew at
 * each render.
 *
 * @example const { messages, publish, status } = useChannel(channels.team.chat.for({ teamId }), { history: 50 })
 */
export function useChannel<Data, Input>(
  ref: ChannelRef<Data, true, Input>,
  options?: ChannelOptions<Data>,
): ChannelView<Data> & Reading & Publishing<Input>
export function useChannel<Data>(
  ref: AnyRef<Data>,
  options?: ChannelOptions<Data>,
): ChannelView<Data> & Reading
export function useChannel<Data, Input>(
  given: ChannelRef<Data, boolean, Input>,
  { history = 0, keep, pauseMs, enabled = true, optimistic = false, onMessage }: ChannelOptions<Data> = {},
): ChannelView<Data> & Reading & Publishing<Input> {
  const client = useRealtimeClient()
  const ref = useSame(given, keyOf(given))
  const pacer = usePacer(pauseMs)
  const log = useMemo(
    () => new ChannelLog(client, ref, { history, keep, pacer }),
    [client, ref, history, keep, pacer],
  )
  const view = useSyncExternalStore<ChannelView<Data>>(
    enabled ? log.subscribe : watchNothing,
    enabled ? log.getSnapshot : readIdle,
    readIdle,
  )
  const heard = useMemo(() => [ref], [ref])
  useMessages(heard, enabled ? onMessage : undefined)
  // Only the first overload shows this, and only to refs of channels that people may publish to.
  const publishable = ref as ChannelRef<Data, true, Input>
  const publishing = useOutbox(client, publishable, { optimistic, messages: view.messages })
  return { ...view, ...publishing, readOlder: log.readOlder }
}

/** How several channels are used. */
export interface ChannelsOptions<Ref extends AnyRef>
  extends Omit<ChannelOptions<DataOf<Ref>>, "onMessage" | "optimistic"> {
  /** Is told each new message of each channel once. */
  readonly onMessage?: (message: WireMessage<DataOf<Ref>>, ref: Ref) => void
}

/** The views of several channels, in the order of their refs. */
export type ChannelViews<Refs extends readonly AnyRef[]> = {
  readonly [Index in keyof Refs]: ChannelView<DataOf<Refs[Index]>>
}

type DataOf<Ref> = Ref extends AnyRef<infer Data> ? Data : never

/**
 * Joins several channels at once, over the same stream.
 *
 * @example const [chat, notices] = useChannels([channels.team.chat.for({ teamId }), channels.lobby])
 */
export function useChannels<const Refs extends readonly AnyRef[]>(
  refs: Refs,
  options?: ChannelsOptions<Refs[number]>,
): ChannelViews<Refs>
export function useChannels(
  given: readonly AnyRef[],
  { history = 0, keep, pauseMs, enabled = true, onMessage }: ChannelsOptions<AnyRef> = {},
): readonly ChannelView<unknown>[] {
  const client = useRealtimeClient()
  const refs = useSame(given, given.map(keyOf).join())
  const pacer = usePacer(pauseMs)
  const logs = useMemo(
    () => new ChannelLogs(client, refs, { history, keep, pacer }),
    [client, refs, history, keep, pacer],
  )
  const views = useSyncExternalStore(
    enabled ? logs.subscribe : watchNothing,
    enabled ? logs.getSnapshot : logs.getIdle,
    logs.getIdle,
  )
  useMessages(refs, enabled ? onMessage : undefined)
  return views
}

/** What {@link useConnection} takes. */
export interface ConnectionOptions {
  /**
   * Is told of every failed try to connect, also of those that are tried again: `error.message` is a
   * sentence for people, `error.data.type` the code to decide by.
   */
  readonly onConnectError?: ((error: RealtimeError) => void) | undefined
}

/** Where the connection stands, and the way to begin anew after a refusal. */
export function useConnection({ onConnectError }: ConnectionOptions = {}): {
  readonly status: ConnectionState
  readonly reconnect: () => void
} {
  const client = useRealtimeClient()
  const status = useSyncExternalStore(client.subscribe, client.getSnapshot, readIdleState)
  const tell = useEffectEvent((error: RealtimeError) => onConnectError?.(error))
  useEffect(() => {
    if ("error" in status) tell(status.error)
  }, [status])
  return { status, reconnect: client.reconnect }
}

/** The channel token of this tab as one may look at it: claims without the signature, and every refresh. */
export function useToken(): TokenStory {
  const client = useRealtimeClient()
  return useSyncExternalStore(client.onToken, client.describeToken, readNoToken)
}

/** Calls back whenever one's rights changed while this is mounted: the place to render a page anew. */
export function useRightsChange(onChange: () => void): void {
  const client = useRealtimeClient()
  const tell = useEffectEvent(onChange)
  useEffect(() => client.onRights(() => tell()), [client])
}

/** Hears messages beside the log: the client counts listeners, so that this opens no second channel. */
function useMessages<Data, Ref extends AnyRef<Data>>(
  refs: readonly Ref[],
  onMessage: ((message: WireMessage<Data>, ref: Ref) => void) | undefined,
): void {
  const client = useRealtimeClient()
  const tell = useEffectEvent((message: WireMessage<Data>, ref: Ref) => onMessage?.(message, ref))
  const isHeard = onMessage !== undefined
  useEffect(() => {
    if (!isHeard) return
    const leaves = refs.map((ref) =>
      client.join(ref, (event) => {
        if (event.type === "message") tell(event.message, ref)
      }),
    )
    return () => {
      for (const leave of leaves) leave()
    }
  }, [client, refs, isHeard])
}

function usePacer(pauseMs: number | undefined): Pacer {
  const client = useRealtimeClient()
  return useMemo(() => (pauseMs === undefined ? client.pacer : new Pacer(pauseMs)), [client, pauseMs])
}

/** Refs made at each render are new objects; equal keys mean that nothing changed. */
function useSame<Value>(value: Value, key: string): Value {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value.
  return useMemo(() => value, [key])
}

const idleState: ConnectionState = { state: "idle" }
const readIdleState = () => idleState
const noToken: TokenStory = { token: undefined, refreshes: [] }
const readNoToken = () => noToken
const readIdle = () => idleView
const watchNothing = () => () => undefined
