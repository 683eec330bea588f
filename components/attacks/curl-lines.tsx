"use client"

import { useRef, useSyncExternalStore } from "react"
import { CopyButton } from "@/components/ui/copy-button"
import type { AttackRequest } from "@/lib/attacks/attack"
import { floodedForShell } from "@/lib/attacks/floods"

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
      {requests.map((request) => (
        <CurlLine
          key={curlLine(request, origin)}
          line={curlLine(request, origin)}
          expected={request.expected}
        />
      ))}
    </ol>
  )
}

function CurlLine({ line, expected }: { line: string; expected: AttackRequest["expected"] }) {
  const code = useRef<HTMLElement>(null)
  return (
    <li className="py-3">
      <code ref={code} className="block font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
        {line}
      </code>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-ink-soft text-sm">
        {"status" in expected && (
          <span>
            Answers{" "}
            <span className="font-mono text-xs">
              {expected.status} {expected.code}
            </span>
          </span>
        )}
        <CopyButton what={line} source={code} />
      </div>
    </li>
  )
}

function curlLine({ method = "GET", path, headers = {} }: AttackRequest, origin: string): string {
  const given = Object.entries(headers).map(([name, value]) => `-H '${name}: ${floodedForShell(value)}'`)
  return ["curl -i", `-X ${method}`, ...given, `'${origin}${path}'`].join(" ")
}
