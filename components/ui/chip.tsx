import { Check, type LucideIcon, X } from "lucide-react"
import type { ReactNode } from "react"

const tones = {
  good: "bg-accent-wash text-accent",
  refused: "bg-refused-wash text-refused",
  waiting: "bg-waiting-wash text-waiting",
} as const

/** A word or two with a colour of its own. The words say it all: the colour only helps to find them. */
export function Chip({
  tone,
  Icon,
  children,
}: {
  tone: keyof typeof tones
  Icon?: LucideIcon
  children: ReactNode
}) {
  return (
    // The edge shows it where a row is tinted in the same colour.
    <span
      className={`inline-flex items-baseline gap-1 whitespace-nowrap rounded px-1.5 py-0.5 font-medium text-xs ring-1 ring-current/15 ring-inset ${tones[tone]}`}
    >
      {Icon && <Icon aria-hidden="true" className="size-3.5 self-center" />}
      {children}
    </span>
  )
}

/** The answer to an attempt, in a word. */
export function AnswerChip({ allowed }: { allowed: boolean }) {
  return (
    <Chip tone={allowed ? "good" : "refused"} Icon={allowed ? Check : X}>
      {allowed ? "allowed" : "refused"}
    </Chip>
  )
}
