"use client"

import { Button } from "@base-ui/react/button"
import { useState } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import type { OlderMessages as Older } from "@/lib/sock8/client/channel-view"
import { NO_ANCHOR } from "./list"

/** Above the first message: the way further back, or that there is none. */
export function OlderMessages({ older, readOlder }: { older: Older; readOlder: () => void }) {
  const [isPressed, setPressed] = useState(false)
  const isEnd = older.state === "none"
  if (isEnd && !isPressed) return null
  function press() {
    setPressed(true)
    readOlder()
  }
  return (
    <div aria-live="off" className={`${NO_ANCHOR} flex flex-col items-center gap-1 pt-4`}>
      {older.state === "failed" && (
        <p role="alert" className="text-refused text-sm">
          Older messages cannot be read: {older.error.message}.
          {older.error.retryAfter !== undefined && ` Try again in ${Math.ceil(older.error.retryAfter)} s.`}
        </p>
      )}
      {/* The button stays at the end: whoever pressed it shall not lose their place on the page. */}
      <Button
        onClick={press}
        disabled={isEnd || older.state === "reading"}
        focusableWhenDisabled
        className={isEnd ? "min-h-11 cursor-default text-ink-faint text-xs" : buttonStyle("quiet")}
      >
        {isEnd ? "Nothing older is kept" : older.state === "reading" ? "Reading…" : "Older messages"}
      </Button>
    </div>
  )
}
