import type { Metadata } from "next"
import { forbidden } from "next/navigation"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { CommentForm } from "@/components/posts/comment-form"
import { CommentList } from "@/components/posts/comment-list"
import { Section } from "@/components/ui/section"
import { findPageVisitor, requirePage } from "@/lib/pages/require-page"
import { readPerson } from "@/lib/people/people"
import { listComments } from "@/lib/posts/comments"
import { findPost } from "@/lib/posts/posts"

type Props = { params: Promise<{ postId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { postId } = await params
  const visitor = await findPageVisitor("/dashboard/posts/[postId]", { postId })
  const post = visitor && findPost(visitor.grants, postId, "read")
  return { title: post?.title ?? "Forbidden" }
}

/** One post and what was said about it, for the team it was written for. Any other looks like one that is not. */
export default async function PostPage({ params }: Props) {
  const { postId } = await params
  const { person, grants } = await requirePage("/dashboard/posts/[postId]", { postId })
  const post = findPost(grants, postId, "read")
  if (!post) forbidden()
  const [author, comments] = await Promise.all([readPerson(post.authorId), listComments(post.id)])
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-3xl px-5 py-8 sm:px-8">
        <PageHeader title={post.title} channels={[]} />
        <p className="mt-1 text-ink-faint text-sm">{author?.name ?? "Somebody who has left"}</p>
        <p className="mt-5 max-w-prose leading-relaxed">{post.text}</p>
        <div className="mt-8">
          <Section title="Comments">
            <CommentList comments={comments} />
            <CommentForm postId={post.id} />
          </Section>
        </div>
      </div>
    </PageOf>
  )
}
