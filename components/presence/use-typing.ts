"use client"

import { useEffect, useRef } from "react"
import { isVisible } from "@/lib/visible-text"

/** Milliseconds after the last key that somebody still counts as typing. */
const STILL_TYPING_MS = 3_000

/** Says that one types while one does, and that one does not as soon as one stops: by sending, too. */
export function useTyping(say: (typing: boolean) => void): {
  readonly typed: (text: string) => void
  readonly stopped: () => void
} {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function stopped(): void {
    clearTimeout(timer.current)
    say(false)
  }

  function typed(text: string): void {
    // Who deletes all of it has nothing to say.
    const typing = isVisible(text)
    clearTimeout(timer.current)
    if (typing) timer.current = setTimeout(() => say(false), STILL_TYPING_MS)
    say(typing)
  }

  return { typed, stopped }
}
