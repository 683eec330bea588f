"use client"

import { channels } from "@/lib/channels.client"
import { endpoints } from "@/lib/endpoints"
import { useChannel } from "@/lib/sock8/client/hooks"
import { RealtimeProvider } from "@/lib/sock8/client/provider"

/**
 * The newest notice to everybody, as it comes. It connects without a token, for visitors and for people who are
 * signed in alike: the channel is open to all, and a public page needs nobody's identity.
 */
export function Lobby() {
  return (
    <RealtimeProvider endpoint={endpoints.stream} channelsEndpoint={endpoints.channels} authToken={null}>
      <NewestNotice />
    </RealtimeProvider>
  )
}

/** Nothing at all while there is no notice, or no connection: it is an extra on this page. */
function NewestNotice() {
  const { messages } = useChannel(channels.lobby, { history: 1, keep: 1 })
  const newest = messages.at(-1)?.data
  return (
    // Always there, so that a screen reader hears the first notice, too.
    <p
      role="status"
      aria-label="Notice"
      className="border-line text-ink-soft text-sm leading-relaxed [overflow-wrap:anywhere] [&:not(:empty)]:border-t [&:not(:empty)]:py-3"
    >
      {newest && (
        <>
          <span className="font-medium text-ink">{newest.from}:</span> {newest.text}
        </>
      )}
    </p>
  )
}
