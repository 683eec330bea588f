import { Check, Minus, X } from "lucide-react"
import { Chip } from "@/components/ui/chip"
import type { Outcome } from "@/lib/attacks/send-attack"

const looks = {
  held: { words: "held", Icon: Check, tone: "good" },
  open: { words: "not held", Icon: X, tone: "refused" },
  limited: { words: "too many tries", Icon: Minus, tone: "waiting" },
  "not sent": { words: "not sent", Icon: Minus, tone: "waiting" },
} as const

/** Whether the app held, in a word. */
export function Verdict({ verdict }: { verdict: Outcome["verdict"] }) {
  const { words, Icon, tone } = looks[verdict]
  return (
    <Chip tone={tone} Icon={Icon}>
      {words}
    </Chip>
  )
}
