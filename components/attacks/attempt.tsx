"use client"

import { Button } from "@base-ui/react/button"
import { buttonStyle } from "@/components/ui/button-style"
import type { AttackRequest } from "@/lib/attacks/attack"
import { type Outcome, requestText } from "@/lib/attacks/send-attack"
import { useAttackRun } from "./attack-run"
import { Verdict } from "./verdict"

/** The requests of one attack, a button that sends them, and what the app answered. */
export function Attempt({
  id,
  title,
  requests,
}: {
  id: string
  title: string
  requests: readonly AttackRequest[]
}) {
  const { outcomes, busy, send } = useAttackRun()
  const results = outcomes[id]
  return (
    <div className="mt-4">
      <ol className="divide-y divide-line border-line border-y">
        {requests.map((request, index) => (
          // The requests of an attack never change, so the position of one is its identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className="py-2.5">
            <RequestText>{results?.[index]?.sent ?? requestText(request)}</RequestText>
            {results?.[index] && <Answer outcome={results[index]} />}
          </li>
        ))}
      </ol>
      <Button
        disabled={busy}
        focusableWhenDisabled
        onClick={() => void send([id])}
        aria-label={`Send: ${title}`}
        className={`${buttonStyle("secondary")} mt-3`}
      >
        {results ? "Send again" : "Send"}
      </Button>
    </div>
  )
}

/** A request as text: the first line is what is asked for, the others come along. */
export function RequestText({ children }: { children: string }) {
  const [first = "", ...more] = children.split("\n")
  return (
    <p className="font-mono text-xs leading-relaxed [overflow-wrap:anywhere]">
      <span className="text-ink">{first}</span>
      {more.map((line) => (
        <span key={line} className="block text-ink-faint">
          {line}
        </span>
      ))}
    </p>
  )
}

function Answer({ outcome: { verdict, status, code, sentence, milliseconds } }: { outcome: Outcome }) {
  return (
    <p className="mt-1.5 flex flex-wrap items-baseline gap-x-2 gap-y-1 text-ink-soft text-sm">
      <Verdict verdict={verdict} />
      {status !== undefined && (
        <span className="font-mono text-xs">
          {status} {code}
        </span>
      )}
      <span>{sentence}</span>
      <span className="text-ink-faint text-xs tabular-nums">{milliseconds} ms</span>
    </p>
  )
}
