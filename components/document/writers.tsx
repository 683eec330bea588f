import { memo } from "react"
import { Initials } from "@/components/ui/initials"
import type { Member } from "@/lib/sock8/core/presence"
import { type Writer, whereInWords } from "./carets"

/** Everybody who has the document open, and where they write: what the carets show, in words. */
export function Writers({
  self,
  others,
}: {
  self: Member<Writer> | undefined
  others: readonly Member<Writer>[]
}) {
  return (
    // Not a live region: carets move more often than anybody wants to hear.
    <ul aria-label="Who is here" className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-2">
      {self && <Person name={self.name ?? self.id} shown="You" where={whereInWords(self)} />}
      {others.map((member) => {
        const { id, name = id } = member
        return <Person key={id} name={name} shown={name} where={whereInWords(member)} />
      })}
    </ul>
  )
}

/** Rendered again only where that person moved. */
const Person = memo(function Person({ name, shown, where }: { name: string; shown: string; where: string }) {
  return (
    <li className="flex items-center gap-2 text-sm">
      <Initials name={name} />
      <span>
        {shown} <span className="text-ink-faint tabular-nums">{where}</span>
      </span>
    </li>
  )
})
