"use client"

import { ChevronDown } from "lucide-react"
import { memo, useMemo } from "react"
import { useNow } from "@/components/connection/use-now"
import { Initials } from "@/components/ui/initials"
import { channels } from "@/lib/channels.client"
import { usePresence } from "@/lib/sock8/client/use-presence"
import { presencesOf, type TeamMember, type Whereabouts, whereabouts } from "./whereabouts"

/** The people of a team: those who have its chat open, and a list of all with where they are. */
export function TeamPeople({ teamId, members }: { teamId: string; members: readonly TeamMember[] }) {
  const chat = usePresence(channels.team.chat.for({ teamId }))
  const people = usePresence(channels.team.people.for({ teamId }))
  const isKnown = chat.self !== undefined || people.self !== undefined
  const now = useNow(true)
  const presences = useMemo(() => presencesOf({ chat, people }), [chat, people])
  const all = members.map((member) => ({ ...member, where: whereabouts(member.id, presences, now) }))
  const here = all.filter(({ where }) => where.kind === "here")
  const online = all.filter(({ where }) => where.kind === "here" || where.kind === "online")
  return (
    <div className="relative mt-3 flex flex-wrap items-center gap-x-5 gap-y-1">
      <ul
        aria-label="In this chat now"
        className="flex min-h-9 min-w-0 flex-wrap items-center gap-x-4 gap-y-2 empty:hidden"
      >
        {here.map(({ id, name }) => (
          <li key={id} className="flex items-center gap-2 text-sm">
            <Initials name={name} />
            <span>{id === chat.self?.id ? "You" : name}</span>
          </li>
        ))}
      </ul>
      <details className="group sm:relative">
        <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1.5 rounded-md text-ink-soft text-sm hover:text-ink">
          <span className="tabular-nums">
            {isKnown ? `${online.length} of ${all.length} online` : `${all.length} people`}
          </span>
          <ChevronDown aria-hidden="true" className="size-4 group-open:rotate-180" />
        </summary>
        <PeopleList people={all} />
      </details>
    </div>
  )
}

function PeopleList({ people }: { people: readonly (TeamMember & { readonly where: Whereabouts })[] }) {
  return (
    <ul
      aria-label="Everybody in this team"
      className="absolute left-0 z-10 mt-1 max-h-72 w-72 max-w-[calc(100vw-2.5rem)] divide-y divide-line overflow-y-auto rounded-lg border border-line-strong/60 bg-surface"
    >
      {people.map(({ id, name, where: { kind, words } }) => (
        <Person key={id} name={name} kind={kind} words={words} />
      ))}
    </ul>
  )
}

/** Rendered again where the words change, and not with each second. */
const Person = memo(function Person({ name, kind, words }: Pick<TeamMember, "name"> & Whereabouts) {
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      <Initials name={name} />
      <span className="min-w-0 grow">
        <span className="block truncate text-sm">{name}</span>
        <span className="flex items-center gap-1.5 text-ink-faint text-xs">
          <span aria-hidden="true" className={`size-2 rounded-full ${dots[kind]}`} />
          {words}
        </span>
      </span>
    </li>
  )
})

/** Colour repeats what the words say and never says it alone. */
const dots: Record<Whereabouts["kind"], string> = {
  here: "bg-accent",
  online: "border-2 border-accent",
  away: "border border-line-strong",
}
