"use client"

import { useState } from "react"
import { RealtimeError } from "@/lib/sock8/client/realtime-error"
import { MAX_CHARACTERS } from "./chat-message"

/** Sends a text. The same `id` twice is said once, so that trying again never says a thing twice. */
export type Send = (text: string, id: string) => Promise<unknown>

/** What one is writing, and how far its sending came. */
type Draft =
  | { readonly state: "writing"; readonly text: string }
  | { readonly state: "sending"; readonly text: string }
  | { readonly state: "failed"; readonly text: string; readonly id: string; readonly why: string }

/** Holds what is being written until it was stored. */
export function useDraft(send: Send) {
  const [draft, setDraft] = useState<Draft>({ state: "writing", text: "" })
  const text = draft.text.trim()
  /** Characters that may still be written; negative beyond the limit. */
  const left = MAX_CHARACTERS - text.length
  const ready = text.length > 0 && left >= 0 && draft.state !== "sending"

  async function submit(): Promise<void> {
    if (!ready) return
    const id = draft.state === "failed" ? draft.id : newId()
    setDraft({ state: "sending", text: draft.text })
    try {
      await send(text, id)
      setDraft({ state: "writing", text: "" })
    } catch (cause) {
      setDraft({ state: "failed", text: draft.text, id, why: reasonOf(cause) })
    }
  }

  return { draft, left, ready, submit, write: (text: string) => setDraft({ state: "writing", text }) }
}

/** Why it was not sent, and when to try again where the server says so. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "It was not sent"
  const seconds = cause instanceof RealtimeError ? cause.retryAfter : undefined
  return seconds === undefined ? cause.message : `${cause.message}; try again in ${seconds} s`
}

/** 128 random bits. Not `randomUUID`: browsers have that on https only, and people try this on http. */
function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-")
}
