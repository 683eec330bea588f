"use client"

import { useState, useSyncExternalStore } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import type { AttackRequest } from "@/lib/attacks/attack"

const never = () => () => undefined

/** What a page cannot send, as lines for a terminal, with what they are to be answered. */
export function CurlLines({ requests }: { requests: readonly AttackRequest[] }) {
  const origin = useSyncExternalStore(
    never,
    () => location.origin,
    () => "http://localhost:3000",
  )
  return (
    <ol className="mt-4 divide-y divide-line border-line border-y">
      {requests.map((request) => {
        const line = curlLine(request, origin)
        return (
          <li key={line} className="py-2.5">
            <code className="block font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">{line}</code>
            <p className="mt-1 flex flex-wrap items-center justify-between gap-x-4 text-ink-soft text-sm">
              {"status" in request.expected && (
                <span>
                  Answers{" "}
                  <span className="font-mono text-xs">
                    {request.expected.status} {request.expected.code}
                  </span>
                </span>
              )}
              <CopyButton text={line} />
            </p>
          </li>
        )
      })}
    </ol>
  )
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <button type="button" onClick={() => void copy()} className={`${buttonStyle("quiet")} -mr-4`}>
      {copied ? "Copied" : "Copy"}
      <span className="sr-only"> {text}</span>
    </button>
  )
}

function curlLine({ method = "GET", path, headers = {} }: AttackRequest, origin: string): string {
  const given = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`)
  return ["curl -i", `-X ${method}`, ...given, `'${origin}${path}'`].join(" ")
}
