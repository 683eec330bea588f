"use client"

import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { buttonStyle } from "@/components/ui/button-style"

interface Attempt {
  readonly refusal?: string
  readonly text?: string
}

/** Where an admin tells something to many. */
export interface AnnounceFormProps {
  /** The endpoint that takes `{ text }`. */
  readonly action: string
  /** Whom it is told, as "Tell everybody". */
  readonly label: string
  readonly button: string
  /** Most characters. */
  readonly maxLength: number
}

/** One line to say and a button. What was refused stays in the box. */
export function AnnounceForm({ action, label, button, maxLength }: AnnounceFormProps) {
  const [{ refusal, text }, act, pending] = useActionState(
    (_before: Attempt, form: FormData) => announce(action, form),
    {},
  )
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
          defaultValue={text}
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

async function announce(action: string, form: FormData): Promise<Attempt> {
  const text = String(form.get("text") ?? "").trim()
  const refusal = await postForm(action, { text })
  return refusal ? { refusal, text } : {}
}
