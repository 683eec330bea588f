import { commentOn } from "@/lib/posts/comment"

type Context = { params: Promise<{ id: string }> }

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return commentOn((await params).id)(request)
}
