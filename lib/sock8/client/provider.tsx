"use client"

import { type ReactNode, useEffect, useInsertionEffect, useRef, useState } from "react"
import { createRealtimeClient, type RealtimeClient } from "./client"
import { bindClient } from "./client-binding"
import { ClientContext } from "./client-context"
import type { AuthToken } from "./given-token"
import { type ConnectionOptions, useConnection } from "./hooks"

/** What {@link RealtimeProvider} takes. */
export interface RealtimeProviderProps extends ConnectionOptions {
  /** Where the stream is. Default: where `authenticate` says, else `/api/realtime`. Read once. */
  readonly endpoint?: string
  /** Where `authenticate`, `publish` and `history` are. Default `/api/channels`. Read once. */
  readonly channelsEndpoint?: string
  /**
   * Where tokens come from. Default: `authenticate`, with the session's cookie. A function may be another
   * one at each render; another string opens the next stream with it.
   */
  readonly authToken?: AuthToken
  /**
   * The person whom the page shows; another's token is never used, see `RealtimeClientOptions`. Default: anybody's.
   * Read once: for another person, render another provider, with a `key`.
   */
  readonly identity?: string | undefined
  /** Whether tabs of the same person share one stream. Default `true`. Read once. */
  readonly share?: boolean
  readonly children: ReactNode
}

/**
 * Gives the hooks below it one connection. It opens with the first channel that is used and closes when
 * none is: also when this provider goes, since all that uses it goes too.
 */
export function RealtimeProvider({ onConnectError, children, ...options }: RealtimeProviderProps) {
  return (
    <ClientContext value={useClient(options)}>
      {onConnectError && <ConnectErrors onConnectError={onConnectError} />}
      {children}
    </ClientContext>
  )
}

function ConnectErrors({ onConnectError }: Required<ConnectionOptions>) {
  useConnection({ onConnectError })
  return null
}

function useClient({
  endpoint,
  channelsEndpoint,
  authToken,
  identity,
  share,
}: Omit<RealtimeProviderProps, "children">): RealtimeClient {
  const latest = useRef(authToken)
  const [client] = useState(() => {
    const readLatest = () =>
      typeof latest.current === "function" ? latest.current() : (latest.current ?? null)
    return createRealtimeClient({
      endpoint,
      channelsEndpoint,
      authToken: authToken === undefined ? undefined : readLatest,
      identity,
      share,
    })
  })
  useEffect(() => {
    const isOther = typeof authToken === "string" && latest.current !== authToken
    latest.current = authToken
    if (isOther) client.reconnect()
  }, [client, authToken])
  // Before the effects of what is below: those may subscribe.
  useInsertionEffect(() => bindClient(client), [client])
  return client
}
