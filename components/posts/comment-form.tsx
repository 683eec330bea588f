"use client"

import { useActionState, useId } from "react"
import { postForm } from "@/components/connection/post-form"
import { useDraftOf } from "@/components/drafts/use-draft-of"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { buttonStyle } from "@/components/ui/button-style"
import { isVisible } from "@/lib/visible-text"
import { tryOf } from "./comment-try"

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
  const draft = useDraftOf(`post.${postId}`)
  const lastTry = useDraftOf(`post.${postId}.try`)
  const [refusal, act, pending] = useActionState(async (): Promise<string | undefined> => {
    const written = draft.text
    const text = written.trim()
    if (!isVisible(text)) return "Nothing of it can be seen"
    const sending = tryOf(text, lastTry.text)
    lastTry.write(sending.kept)
    const refused = await postForm(`/api/posts/${encodeURIComponent(postId)}/comment`, {
      ...{ text, id: sending.id },
    })
    if (refused) return refused
    draft.sent(written)
    lastTry.sent(sending.kept)
    refresh()
    return undefined
  }, undefined)
  return { text: draft.text, write: draft.write, refusal, act, pending }
}
