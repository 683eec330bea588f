import { Empty } from "@/components/ui/empty"
import { LocalTime } from "@/components/ui/local-time"
import { timeOf } from "@/lib/sock8/core/cursor"

/** What a list shows of a comment. */
export interface ShownComment {
  /** As Redis gave it: it begins with its time. */
  readonly id: string
  readonly name: string
  readonly text: string
}

/** What was said about a post, oldest first. */
export function CommentList({ comments }: { comments: readonly ShownComment[] }) {
  if (comments.length === 0)
    return <Empty title="No comments yet">The author is told of the first one.</Empty>
  return (
    <ol className="divide-y divide-line">
      {comments.map(({ id, name, text }) => (
        <li key={id} className="px-4 py-3 text-sm [overflow-wrap:anywhere]">
          <p className="flex items-baseline justify-between gap-4">
            <span className="font-medium">{name}</span>
            <LocalTime at={timeOf(id)} />
          </p>
          <p className="mt-0.5 whitespace-pre-line leading-relaxed">{text}</p>
        </li>
      ))}
    </ol>
  )
}
