import { z } from "zod"
import { formPost, retryId } from "../auth/form-post"
import { authorize } from "../authorize"
import { sendNotification } from "../notifications/send-notification"
import { realtime } from "../realtime"
import { Sock8Error } from "../sock8/core/errors"
import { codeOf } from "../sock8/server/problem"
import { isVisible } from "../visible-text"
import { addComment } from "./comments"
import { findPost } from "./posts"

/** How often one person may comment, or try to, over all posts. */
const COMMENT_RATE = { max: 20, perSeconds: 60 }

const body = z.object({
  text: z.string().trim().min(1).max(1000).refine(isVisible, "Nothing of it can be seen"),
  id: retryId,
})

/**
 * `POST { text, id? }` to a post of one of your teams: keeps the comment, tells the post's author, and answers
 * `{ success: true }`. Nobody is told of their own comment, nor of more by one person than their inbox takes in an
 * hour: the comment is kept all the same. A repeated request with the same id finishes what the first one began, and does
 * nothing twice.
 */
export function commentOn(postId: string): (request: Request) => Promise<Response> {
  return formPost({
    sender: (_, request) =>
      realtime.askRules(authorize, request, {
        counted: (id) => ({ key: `comment:${id}`, rate: COMMENT_RATE }),
      }),
    body,
    act: async ({ identity: authorId, name = authorId, grants }, { text, id = crypto.randomUUID() }) => {
      const post = findPost(grants, postId, "comment")
      // A post of another team and one that does not exist are answered alike.
      if (!post) throw new Sock8Error("NOT_FOUND", { title: "There is no such post" })
      await addComment({ postId: post.id, id }, { authorId, name, text })
      if (post.authorId !== authorId) {
        const told = { type: "comment", from: name, post, text } as const
        const options = { id: `comment-${post.id}-${authorId}-${id}`, by: authorId }
        await sendNotification(post.authorId, told, options).catch(passOnOthers)
      }
      return { success: true }
    },
  })
}

/** The comment is kept by now: that its writer has told the post's author enough is no reason to refuse it. */
function passOnOthers(error: unknown): void {
  if (codeOf(error) !== "RATE_LIMITED") throw error
}
