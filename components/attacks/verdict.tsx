import { Check, Minus, X } from "lucide-react"
import type { Outcome } from "@/lib/attacks/send-attack"

const looks = {
  held: { words: "held", Icon: Check, colours: "bg-accent-wash text-accent" },
  open: { words: "not held", Icon: X, colours: "bg-refused-wash text-refused" },
  limited: { words: "too many tries", Icon: Minus, colours: "bg-waiting-wash text-waiting" },
  "not sent": { words: "not sent", Icon: Minus, colours: "bg-waiting-wash text-waiting" },
} as const

/** Whether the app held, in a word. */
export function Verdict({ verdict }: { verdict: Outcome["verdict"] }) {
  const { words, Icon, colours } = looks[verdict]
  return (
    <span
      className={`inline-flex items-baseline gap-1 whitespace-nowrap rounded px-1.5 py-0.5 font-medium text-xs ${colours}`}
    >
      <Icon aria-hidden="true" className="size-3.5 self-center" />
      {words}
    </span>
  )
}
