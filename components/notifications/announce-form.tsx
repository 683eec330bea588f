"use client"

import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { buttonStyle } from "@/components/ui/button-style"

interface Attempt {
  readonly refusal?: string
  readonly text?: string
}

/** Where an admin tells something to everybody. What was refused stays in the box. */
export function AnnounceForm() {
  const [{ refusal, text }, act, pending] = useActionState(announce, {})
  const errorId = useId()
  return (
    <form action={act} className="border-line border-b p-3">
      <div className="flex gap-2">
        <input
          name="text"
          aria-label="Tell everybody"
          aria-describedby={errorId}
          placeholder="Tell everybody"
          required
          maxLength={500}
          defaultValue={text}
          className="h-11 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 -outline-offset-1 text-base placeholder:text-ink-faint sm:text-sm"
        />
        <button type="submit" disabled={pending} className={buttonStyle("secondary")}>
          Announce
        </button>
      </div>
      <p id={errorId} role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:mt-2">
        {refusal && `Not announced: ${refusal}.`}
      </p>
    </form>
  )
}

async function announce(_before: Attempt, form: FormData): Promise<Attempt> {
  const text = String(form.get("text") ?? "").trim()
  const refusal = await postForm("/api/announce", { text })
  return refusal ? { refusal, text } : {}
}
