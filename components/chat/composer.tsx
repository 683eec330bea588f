"use client"

import { Button } from "@base-ui/react/button"
import type { FormEvent, KeyboardEvent, Ref } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import { isComposingKey } from "@/components/ui/composing"
import { MAX_CHARACTERS } from "./chat-message"
import { type Send, useDraft } from "./use-draft"

/** Where one writes. What is too long to be sent stays in the box; what is sent shows in the list. */
export function Composer({
  chat,
  send,
  ref,
}: {
  /** Which chat it is for: what is written for one is not shown in another. */
  chat: string
  send: Send
  ref: Ref<HTMLTextAreaElement>
}) {
  const { draft, left, ready, submit, write } = useDraft(chat, send)
  function submitForm(event: FormEvent) {
    event.preventDefault()
    submit()
  }
  return (
    <form onSubmit={submitForm} className="border-line border-t bg-surface px-5 py-3 sm:px-8">
      <div className="flex items-end gap-3">
        <textarea
          ref={ref}
          aria-label="Message"
          aria-describedby="composer-hint"
          aria-invalid={left < 0}
          rows={1}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={submitOnEnter}
          placeholder="Say something to your team"
          className="field-sizing-content block max-h-40 min-h-11 w-full resize-none rounded-md border border-line-strong bg-surface px-3 py-2 text-base leading-relaxed -outline-offset-1 placeholder:text-ink-faint sm:py-2.5 sm:text-sm"
        />
        <Button type="submit" disabled={!ready} focusableWhenDisabled className={buttonStyle("primary")}>
          Send
        </Button>
      </div>
      <p id="composer-hint" className={`mt-1.5 text-xs ${left < 0 ? "text-refused" : "text-ink-faint"}`}>
        {hintFor(left)}
      </p>
    </form>
  )
}

/** Enter sends, Shift and Enter begin a new line, and an Enter that ends the writing of a kanji does neither. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== "Enter" || event.shiftKey || isComposingKey(event.nativeEvent)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

function hintFor(left: number): string {
  if (left < 0) return `${-left} over the limit of ${MAX_CHARACTERS} characters`
  if (left <= 200) return `${left} characters left`
  return "Enter sends, Shift + Enter begins a new line"
}
