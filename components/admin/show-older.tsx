"use client"

import { Button } from "@base-ui/react/button"
import type { Pages } from "./use-pages"

/** The way to older entries of a log. Stays at the end, disabled: whoever pressed it shall not lose their place. */
export function ShowOlder({
  what,
  pages: { below, isLonger, showOlder },
}: {
  /** What the entries are, such as "attempts". */
  what: string
  pages: Pages<unknown>
}) {
  if (below.state === "none" && !isLonger) return null
  return (
    <div className="border-line border-t px-4">
      <Button
        onClick={showOlder}
        disabled={below.state === "none" || below.state === "reading"}
        focusableWhenDisabled
        className="inline-flex min-h-11 items-center text-accent text-sm underline-offset-4 hover:underline aria-disabled:cursor-default aria-disabled:text-ink-faint aria-disabled:no-underline"
      >
        {below.state === "none" ? "Nothing older" : `Show older ${what}`}
      </Button>
      <p role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:pb-3">
        {below.state === "failed" && `Older ${what} cannot be read: ${below.error.message}.`}
      </p>
    </div>
  )
}
