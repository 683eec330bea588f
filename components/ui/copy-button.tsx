"use client"

import { Check, Copy } from "lucide-react"
import { type RefObject, useState } from "react"
import { buttonStyle } from "./button-style"

/** Copies what an element says. Where the browser does not allow that, selects it, and says so. */
export function CopyButton({ what, source }: { what: string; source: RefObject<HTMLElement | null> }) {
  const [outcome, setOutcome] = useState<"copied" | "selected">()
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(source.current?.textContent ?? "")
      setOutcome("copied")
    } catch {
      if (source.current) window.getSelection()?.selectAllChildren(source.current)
      setOutcome("selected")
    }
  }
  const isCopied = outcome === "copied"
  const Icon = isCopied ? Check : Copy
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <span role="status" className="text-ink-soft text-xs">
        {outcome === "selected" && "Selected: copy it by hand"}
      </span>
      <button
        type="button"
        onClick={() => void copy()}
        aria-label={isCopied ? "Copied" : `Copy: ${what}`}
        className={`${buttonStyle("secondary")} px-3`}
      >
        <Icon aria-hidden="true" className="size-4" />
        {isCopied ? "Copied" : "Copy"}
      </button>
    </span>
  )
}
