"use client"

import { Button } from "@base-ui/react/button"
import { Hand } from "lucide-react"
import { useTransition } from "react"
import { toast } from "sonner"
import { postForm } from "@/components/connection/post-form"
import { buttonStyle } from "@/components/ui/button-style"
import { Initials } from "@/components/ui/initials"

/** Somebody one can wave at. */
export interface Teammate {
  readonly id: string
  readonly name: string
}

/** The people of one's teams, each with a button that makes something happen in their window. */
export function Teammates({ people }: { people: readonly Teammate[] }) {
  return (
    <ul className="divide-y divide-line">
      {people.map((person) => (
        <li key={person.id} className="flex items-center gap-3 py-1.5 pr-2 pl-4">
          <Initials name={person.name} />
          <span className="min-w-0 grow truncate text-sm">{person.name}</span>
          <WaveButton to={person} />
        </li>
      ))}
    </ul>
  )
}

function WaveButton({ to }: { to: Teammate }) {
  const [waving, startWaving] = useTransition()
  function wave() {
    startWaving(async () => {
      const refusal = await postForm("/api/wave", { to: to.id })
      if (refusal) toast.error(`No wave for ${to.name}`, { description: `${refusal}.` })
      else toast(`You waved at ${to.name}`)
    })
  }
  return (
    <Button
      disabled={waving}
      // A button that is disabled outright would drop the focus of whoever pressed it.
      focusableWhenDisabled
      onClick={wave}
      aria-label={`Wave at ${to.name}`}
      className={`${buttonStyle("quiet")} px-3`}
    >
      <Hand aria-hidden="true" className="size-4" />
      Wave
    </Button>
  )
}
