"use client"

import type { FormEvent, ReactNode } from "react"
import { channels } from "@/lib/channels.client"
import { usePresence } from "@/lib/sock8/client/use-presence"
import { namesOfTypers, typingText } from "./typing-text"
import { useTyping } from "./use-typing"

/** Around the box of a team's chat: shows who types, and shows them that one types in it. */
export function Typing({ teamId, children }: { teamId: string; children: ReactNode }) {
  const { others, update } = usePresence(channels.team.chat.for({ teamId }))
  const { typed, stopped } = useTyping((typing) => update({ typing }))
  function hear({ target }: FormEvent) {
    if (target instanceof HTMLTextAreaElement) typed(target.value)
  }
  return (
    <fieldset aria-label="What you write" onInput={hear} onSubmit={stopped} onBlur={stopped}>
      {/* Not a live region: whoever listens to the chat would hear this more often than what is said. */}
      <p className="min-h-6 truncate px-5 pb-1 text-ink-faint text-xs sm:px-8">
        {typingText(namesOfTypers(others))}
      </p>
      {children}
    </fieldset>
  )
}
