"use client"

import { createContext, type ReactNode, use, useEffect, useLayoutEffect, useState } from "react"
import { pageIdentity, type ShownPerson } from "./page-identity"

const ShownContext = createContext<ShownPerson | undefined>(undefined)

/** The person whom this page shows; `undefined` outside of a {@link ShownPersonProvider}. */
export function useShownPerson(): ShownPerson | undefined {
  return use(ShownContext)
}

/**
 * Fixes the person whom the page shows, from its first rendering until it is left. A refresh that the server rendered for
 * another person is not shown: what stood here before stays, with what was typed in it.
 */
export function ShownPersonProvider({ person, children }: { person: ShownPerson; children: ReactNode }) {
  const [shown] = useState(person)
  // Before the effects of what is inside, which send requests.
  useLayoutEffect(() => pageIdentity.hold(shown), [shown])
  return (
    <ShownContext value={shown}>
      <PageOf person={person.id}>{children}</PageOf>
    </ShownContext>
  )
}

/**
 * A part of a page that the server rendered for one person. Shown where the page is theirs. A link followed while another
 * person is signed in brings a page of that person: it is not shown, and the page says who is signed in.
 */
export function PageOf({ person, children }: { person: string; children: ReactNode }) {
  const isOurs = person === useShownPerson()?.id
  const [ours, setOurs] = useState(isOurs ? children : null)
  if (isOurs && ours !== children) setOurs(children)
  useEffect(() => {
    if (!isOurs) pageIdentity.noteOther()
  }, [isOurs])
  return isOurs ? children : ours
}
