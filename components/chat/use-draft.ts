"use client"

import { useDraftOf } from "@/components/drafts/use-draft-of"
import { isVisible } from "@/lib/visible-text"
import { MAX_CHARACTERS } from "./chat-message"

/** Takes a text that is ready to be sent. */
export type Send = (text: string) => void

/** Holds what is being written in a chat, until it is handed over as a whole. */
export function useDraft(chat: string, send: Send) {
  const { text: draft, write } = useDraftOf(chat)
  const text = draft.trim()
  /** Characters that may still be written; negative beyond the limit. */
  const left = MAX_CHARACTERS - text.length
  const ready = isVisible(text) && left >= 0

  function submit(): void {
    if (!ready) return
    send(text)
    write("")
  }

  return { draft, left, ready, submit, write }
}
