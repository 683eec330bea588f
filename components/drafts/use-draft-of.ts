"use client"

import { useEffect, useMemo, useSyncExternalStore } from "react"
import { useShownPerson } from "@/components/identity/shown-person"
import { drafts } from "./drafts"

/** A draft, and what becomes of it. */
export interface Draft {
  readonly text: string
  readonly write: (text: string) => void
  /** Forgets it, if it still is this text: it was sent. May be called when the component is gone. */
  readonly sent: (text: string) => void
}

/**
 * What the shown person has typed in one place and not sent: kept in this tab until it is sent, also when the page is
 * left or loaded again.
 *
 * @param place Of all places where something is typed, this one, such as `team.red.chat`.
 */
export function useDraftOf(place: string): Draft {
  const person = useShownPerson()?.id
  if (person === undefined) throw new Error("A draft belongs to a person: use it within ShownPersonProvider.")
  const key = useMemo(() => ({ person, place }), [person, place])
  // The server knows no drafts.
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.read(key), readNone)
  useEffect(() => drafts.forgetOthers(person), [person])
  return useMemo(
    () => ({
      text,
      write: (next: string) => drafts.write(key, next),
      sent: (what: string) => drafts.sent(key, what),
    }),
    [text, key],
  )
}

const readNone = () => ""
