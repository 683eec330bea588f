"use client"

import { useRef } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import { CopyButton } from "@/components/ui/copy-button"
import { curlLine, type ScopeRow } from "./make-key"

/** A new key, and a line to try it with. It lives in this panel alone: no address, no storage, no second look. */
export function ShownOnce({
  apiKey,
  scope,
  sample,
  onDone,
}: {
  apiKey: string
  scope: readonly ScopeRow[]
  /** A message that fits the first channel of the scope. */
  sample: object
  onDone: () => void
}) {
  return (
    <section aria-labelledby="new-key" className="border-line border-b bg-accent-wash p-4 text-sm">
      <h3 id="new-key" role="status" className="font-semibold text-accent">
        Copy the key now: it is not shown again
      </h3>
      <Copyable label="Key" text={apiKey} />
      <Copyable
        label="Try it"
        text={curlLine({ origin: window.location.origin, key: apiKey, scope, sample })}
      />
      <button type="button" onClick={onDone} className={`${buttonStyle("secondary")} mt-4`}>
        I have it
      </button>
    </section>
  )
}

function Copyable({ label, text }: { label: string; text: string }) {
  const code = useRef<HTMLElement>(null)
  return (
    <figure className="mt-4">
      <figcaption className="mb-2 flex items-center justify-between gap-4">
        <span className="text-ink-soft">{label}</span>
        <CopyButton what={label} source={code} />
      </figcaption>
      <code
        ref={code}
        className="block select-all rounded-md border border-line bg-surface p-3 font-mono text-[0.8125rem] [overflow-wrap:anywhere]"
      >
        {text}
      </code>
    </figure>
  )
}
