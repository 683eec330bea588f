"use client"

import { useState } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import { curlLine, type ScopeRow } from "./make-key"

/** A new key, and a line to try it with. It lives in this panel alone: no address, no storage, no second look. */
export function ShownOnce({
  apiKey,
  scope,
  onDone,
}: {
  apiKey: string
  scope: readonly ScopeRow[]
  onDone: () => void
}) {
  return (
    <section aria-labelledby="new-key" className="border-line border-b bg-accent-wash p-4 text-sm">
      <h3 id="new-key" role="status" className="font-semibold text-accent">
        Copy the key now: it is not shown again
      </h3>
      <Copyable label="Key" text={apiKey} />
      <Copyable label="Try it" text={curlLine(window.location.origin, apiKey, scope)} />
      <button type="button" onClick={onDone} className={`${buttonStyle("secondary")} mt-4`}>
        I have it
      </button>
    </section>
  )
}

function Copyable({ label, text }: { label: string; text: string }) {
  const [said, setSaid] = useState("Copy")
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setSaid("Copied")
    } catch {
      setSaid("Select it, and copy by hand")
    }
  }
  return (
    <figure className="mt-3">
      <figcaption className="flex items-center justify-between gap-4">
        <span className="text-ink-soft">{label}</span>
        <button
          type="button"
          onClick={copy}
          aria-label={said === "Copy" ? `Copy: ${label}` : said}
          className={`${buttonStyle("quiet")} -mr-4`}
        >
          {said}
        </button>
      </figcaption>
      <code className="block select-all rounded-md border border-line bg-surface p-3 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">
        {text}
      </code>
    </figure>
  )
}
