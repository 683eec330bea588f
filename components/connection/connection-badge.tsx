"use client"

import { useConnection } from "@/lib/sock8/client/hooks"
import { describeStatus, type Tone } from "./describe-status"
import { useNow } from "./use-now"
import { useOnline } from "./use-online"

const dots: Record<Tone, string> = {
  granted: "bg-accent",
  waiting: "border-2 border-waiting breathe",
  refused: "rounded-none rotate-45 bg-refused",
}

const colours: Record<Tone, string> = {
  granted: "text-accent",
  waiting: "text-waiting",
  refused: "text-refused",
}

/** Where the connection stands, in words: the first place to look when nothing arrives. */
export function ConnectionBadge() {
  const { status, reconnect } = useConnection()
  const now = useNow(status.state === "waiting")
  const { tone, words, seconds } = describeStatus(status, { online: useOnline(), now })
  return (
    <div className="flex min-w-0 items-center gap-1">
      <p
        role="status"
        aria-label="Connection"
        className={`flex min-w-0 items-center gap-2 text-[0.8125rem] sm:text-sm ${colours[tone]}`}
      >
        <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${dots[tone]}`} />
        <span className="truncate">
          {words}
          {seconds !== undefined && (
            <span aria-hidden="true" className="tabular-nums">
              {` in ${seconds} s…`}
            </span>
          )}
        </span>
      </p>
      {status.state === "waiting" && (
        <button
          type="button"
          onClick={reconnect}
          className="min-h-11 shrink-0 rounded-md px-1 font-medium text-[0.8125rem] text-ink-soft sm:px-2 sm:text-sm underline decoration-line-strong underline-offset-4 hover:text-ink"
        >
          Try now
        </button>
      )}
    </div>
  )
}
