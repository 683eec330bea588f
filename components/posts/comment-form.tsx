"use client"

import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { useSending } from "@/components/drafts/use-sending"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { buttonStyle } from "@/components/ui/button-style"

/** Where one says something about a post. What was not sent stays in the box, also while one is on another page. */
export function CommentForm({ postId }: { postId: string }) {
  const errorId = useId()
  const { text, write, refusal, act, pending } = useComment(postId)
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
          value={text}
          onChange={({ target }) => write(target.value)}
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

function useComment(postId: string) {
  const refresh = useRefreshOfShown()
  const { text, write, send } = useSending(`post.${postId}`)
  const [refusal, act, pending] = useActionState(async (): Promise<string | undefined> => {
    const refused = await send((said) => postForm(`/api/posts/${encodeURIComponent(postId)}/comment`, said))
    if (!refused) refresh()
    return refused
  }, undefined)
  return { text, write, refusal, act, pending }
}
