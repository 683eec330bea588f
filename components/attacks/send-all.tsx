"use client"

import { Button } from "@base-ui/react/button"
import { buttonStyle } from "@/components/ui/button-style"
import type { Outcome } from "@/lib/attacks/send-attack"
import { useAttackRun } from "./attack-run"

/** Sends every attack that a page can send, and sums up. */
export function SendAll() {
  const { outcomes, count, busy, refusal, sendAll } = useAttackRun()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button
        disabled={busy}
        focusableWhenDisabled
        onClick={() => void sendAll()}
        className={buttonStyle("primary")}
      >
        Send all {count}
      </Button>
      <p role="status" aria-label="Summary" className="text-ink-soft text-sm">
        {refusal ? `Nothing was sent: ${refusal}.` : summaryOf(Object.values(outcomes), busy)}
      </p>
    </div>
  )
}

function summaryOf(all: ReadonlyArray<readonly Outcome[]>, busy: boolean): string {
  if (all.length === 0) return busy ? "Sending…" : ""
  if (busy) return `Sending… ${all.length} so far`
  const sent = all.filter((outcomes) => outcomes.every(({ verdict }) => verdict !== "not sent"))
  const held = sent.filter((outcomes) => outcomes.every(({ verdict }) => verdict === "held"))
  const left = all.length - sent.length
  return [`${sent.length} sent, ${held.length} held`, left > 0 && `${left} not sent`]
    .filter(Boolean)
    .join(", ")
}
