"use client"

import { isVisible } from "@/lib/visible-text"
import { tryOf } from "./last-try"
import { useDraftOf } from "./use-draft-of"

/** Sends a text under an id, and answers why it was refused. */
type Post = (said: { readonly text: string; readonly id: string }) => Promise<string | undefined>

/** What is typed in a form, and how to send it. */
export interface Sending {
  readonly text: string
  readonly write: (text: string) => void
  /** Answers why it was not sent. Then it stays. */
  readonly send: (post: Post) => Promise<string | undefined>
}

/**
 * A draft that is said once: where no answer came, the same text is sent again under the same id.
 *
 * @param place as of {@link useDraftOf}.
 */
export function useSending(place: string): Sending {
  const draft = useDraftOf(place)
  const lastTry = useDraftOf(`${place}.try`)
  async function send(post: Post): Promise<string | undefined> {
    const written = draft.text
    const text = written.trim()
    if (!isVisible(text)) return "Nothing of it can be seen"
    const { id, kept } = tryOf(text, lastTry.text)
    lastTry.write(kept)
    const refused = await post({ text, id })
    if (refused) return refused
    draft.sent(written)
    lastTry.sent(kept)
    return undefined
  }
  return { text: draft.text, write: draft.write, send }
}
