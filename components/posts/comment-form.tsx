"use client"

import { useRouter } from "next/navigation"
import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { buttonStyle } from "@/components/ui/button-style"

interface Attempt {
  readonly refusal?: string
  /** What was not sent, and the id under which it is tried again. */
  readonly text?: string
  readonly id?: string
}

/** Where one says something about a post. What was refused stays in the box. */
export function CommentForm({ postId }: { postId: string }) {
  const router = useRouter()
  const errorId = useId()
  const [{ refusal, text }, act, pending] = useActionState(async (before: Attempt, form: FormData) => {
    const after = await comment(postId, before, String(form.get("text") ?? "").trim())
    if (!after.refusal) router.refresh()
    return after
  }, {})
  return (
    <form action={act} className="border-line border-t p-3">
      <div className="flex gap-2">
        <input
          name="text"
          aria-label="Comment"
          aria-describedby={errorId}
          placeholder="Say something about it"
          required
          maxLength={1000}
          defaultValue={text}
          className="h-11 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 -outline-offset-1 text-base placeholder:text-ink-faint sm:text-sm"
        />
        <button type="submit" disabled={pending} className={buttonStyle("secondary")}>
          Comment
        </button>
      </div>
      <p id={errorId} role="alert" className="text-refused text-sm empty:hidden [&:not(:empty)]:mt-2">
        {refusal && `Not said: ${refusal}.`}
      </p>
    </form>
  )
}

/** The same text again is the same comment: whether the first request arrived is unknown. */
async function comment(postId: string, before: Attempt, text: string): Promise<Attempt> {
  const id = before.id && before.text === text ? before.id : crypto.randomUUID()
  const refusal = await postForm(`/api/posts/${encodeURIComponent(postId)}/comment`, { text, id })
  return refusal ? { refusal, text, id } : {}
}
