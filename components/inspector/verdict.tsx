import { AnswerChip } from "@/components/ui/chip"
import { PageLink } from "@/components/ui/page-link"
import { refusals } from "@/lib/sock8/core/errors"
import type { Decision } from "@/lib/sock8/core/grants"

/** One decision in words: because of which rule, or the sentence of the refusal and its code. */
export function Verdict({ decision }: { decision: Decision }) {
  return decision.allowed ? (
    <>
      <AnswerChip allowed />
      <span className="mt-1 block text-ink-soft [overflow-wrap:anywhere]">{decision.because}</span>
    </>
  ) : (
    <>
      <AnswerChip allowed={false} />
      <span className="mt-1 block text-ink-soft">{refusals[decision.code].title}</span>
      <PageLink
        href={`/docs/errors#${decision.code.toLowerCase()}`}
        className="font-mono text-ink-faint text-xs underline decoration-line-strong underline-offset-2 [overflow-wrap:anywhere] hover:text-ink"
      >
        {decision.code}
      </PageLink>
    </>
  )
}
