"use client"

import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { useSending } from "@/components/drafts/use-sending"
import { buttonStyle } from "@/components/ui/button-style"

/** Where an admin tells something to many. */
export interface AnnounceFormProps {
  /** The endpoint that takes `{ text, id }`. */
  readonly action: string
  /** Whom it is told, as "Tell everybody". */
  readonly label: string
  readonly button: string
  /** Most characters. */
  readonly maxLength: number
}

/** One line to say and a button. What was not sent stays in the box, also while one is on another page. */
export function AnnounceForm({ action, label, button, maxLength }: AnnounceFormProps) {
  const { text, write, send } = useSending(action)
  const [refusal, act, pending] = useActionState(() => send((said) => postForm(action, said)), undefined)
  const errorId = useId()
  return (
    <form action={act} className="border-line border-b p-3">
      <div className="flex gap-2">
        <input
          name="text"
          aria-label={label}
          aria-describedby={errorId}
          placeholder={label}
          required
          maxLength={maxLength}
          value={text}
          onChange={({ target }) => write(target.value)}
          className="h-11 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 -outline-offset-1 text-base placeholder:text-ink-faint sm:text-sm"
        />
        <button type="submit" disabled={pending} className={buttonStyle("secondary")}>
          {button}
        </button>
      </div>
      <p id={errorId} role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:mt-2">
        {refusal && `Not announced: ${refusal}.`}
      </p>
    </form>
  )
}
