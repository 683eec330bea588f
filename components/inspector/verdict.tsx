import { Check, X } from "lucide-react"
import Link from "next/link"
import { refusals } from "@/lib/sock8/core/errors"
import type { Decision } from "@/lib/sock8/core/grants"

/** One decision in words: because of which rule, or the sentence of the refusal and its code. */
export function Verdict({ decision }: { decision: Decision }) {
  return decision.allowed ? (
    <>
      <Chip allowed />
      <span className="mt-1 block text-ink-soft [overflow-wrap:anywhere]">{decision.because}</span>
    </>
  ) : (
    <>
      <Chip allowed={false} />
      <span className="mt-1 block text-ink-soft">{refusals[decision.code].title}</span>
      <Link
        href={`/docs/errors#${decision.code.toLowerCase()}`}
        className="font-mono text-ink-faint text-xs underline decoration-line-strong underline-offset-2 [overflow-wrap:anywhere] hover:text-ink"
      >
        {decision.code}
      </Link>
    </>
  )
}

function Chip({ allowed }: { allowed: boolean }) {
  const Icon = allowed ? Check : X
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap rounded px-1.5 py-0.5 font-medium text-xs ${
        allowed ? "bg-accent-wash text-accent" : "bg-refused-wash text-refused"
      }`}
    >
      <Icon aria-hidden="true" className="size-3.5" />
      {allowed ? "allowed" : "refused"}
    </span>
  )
}
