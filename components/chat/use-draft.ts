"use client"

import { useState } from "react"
import { MAX_CHARACTERS } from "./chat-message"

/** Takes a text that is ready to be sent. */
export type Send = (text: string) => void

/** Holds what is being written, until it is handed over as a whole. */
export function useDraft(send: Send) {
  const [draft, write] = useState("")
  const text = draft.trim()
  /** Characters that may still be written; negative beyond the limit. */
  const left = MAX_CHARACTERS - text.length
  const ready = text.length > 0 && left >= 0

  function submit(): void {
    if (!ready) return
    send(text)
    write("")
  }

  return { draft, left, ready, submit, write }
}
