"use client"

import { useNow } from "@/components/connection/use-now"
import { Empty } from "@/components/ui/empty"
import { useToken } from "@/lib/sock8/client/hooks"
import { countdown } from "./countdown"
import { RefreshTable } from "./refresh-table"

/** The channel token that this tab holds: header and claims, how long it is still good, and those before it. */
export function TokenPanel() {
  const { token, refreshes } = useToken()
  const latest = refreshes.at(-1)
  const now = useNow(token !== undefined)
  if (!token || !latest) {
    return (
      <Empty title="No token">
        This tab holds no token at the moment: it waits for one, or was refused one.
      </Empty>
    )
  }
  return (
    <div className="divide-y divide-line text-sm">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-3">
        <span className="text-ink-soft">Ends in</span>
        {/* A timer is not announced each second, but can be asked for. */}
        <span role="timer" aria-label="Time until the token ends" className="font-medium tabular-nums">
          {now === 0 ? "…" : countdown(latest.expiresAt - now)}
        </span>
      </p>
      <TokenPart title="Header" value={token.header} />
      <TokenPart title="Claims" value={token.claims} />
      <p className="px-4 py-3 text-ink-soft leading-relaxed">
        The third part, the signature, is not shown: with it, this would be your token and not a picture of
        it.
      </p>
      <RefreshTable refreshes={refreshes} />
    </div>
  )
}

function TokenPart({ title, value }: { title: string; value: Readonly<Record<string, unknown>> }) {
  return (
    <section aria-label={title} className="px-4 py-3">
      <h3 className="text-ink-faint text-xs">{title}</h3>
      <pre className="mt-1.5 whitespace-pre-wrap font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
        {JSON.stringify(value, null, 2)}
      </pre>
    </section>
  )
}
