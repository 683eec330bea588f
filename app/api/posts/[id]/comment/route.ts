import { commentOn } from "@/lib/posts/comment"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

type Context = { params: Promise<{ id: string }> }

async function comment(request: Request, { params }: Context): Promise<Response> {
  return commentOn((await params).id)(request)
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: comment })
