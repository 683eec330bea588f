"use client"

import { ArrowRight } from "lucide-react"
import { Initials } from "@/components/ui/initials"
import { FormError } from "./form-error"
import { OnItsWay } from "./on-its-way"
import { useWay } from "./tries"

/** One person of the demo, as offered on the sign-in page. */
export interface DemoChoice {
  readonly id: string
  readonly name: string
  readonly email: string
  /** What makes this person worth signing in as. */
  readonly about: string
}

/** One button for each demo person. All of them share one password, which is no secret. */
export function DemoPeople({ people, password }: { people: readonly DemoChoice[]; password: string }) {
  const { attempt, begin, isBusy } = useWay("one click")
  return (
    <form action={begin}>
      <FormError>{attempt.error}</FormError>
      <input type="hidden" name="password" value={password} />
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
        {people.map(({ id, name, email, about }) => (
          <li key={id}>
            <button
              type="submit"
              name="email"
              value={email}
              disabled={isBusy}
              aria-label={`Sign in as ${name}`}
              aria-describedby={`about-${id}`}
              className="group flex w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2 transition-colors hover:bg-sunken disabled:opacity-60"
            >
              <Initials name={name} />
              <span className="min-w-0 grow">
                <span className="block font-medium text-sm">{name}</span>
                <span id={`about-${id}`} className="block text-ink-soft text-sm">
                  {about}
                </span>
              </span>
              <ArrowRight
                aria-hidden="true"
                className="size-4 shrink-0 text-ink-faint transition-colors group-hover:text-accent"
              />
            </button>
          </li>
        ))}
      </ul>
      <OnItsWay attempt={attempt}>You are signed in. The page is being opened.</OnItsWay>
    </form>
  )
}
