import { PageLink } from "@/components/ui/page-link"

/** What a list shows of a post. */
export interface ShownPost {
  readonly id: string
  readonly title: string
  readonly text: string
}

/** Posts of one's teams, each with its own page. */
export function PostList({ posts }: { posts: readonly ShownPost[] }) {
  return (
    <ul className="divide-y divide-line">
      {posts.map(({ id, title, text }) => (
        <li key={id} className="px-4 py-3 text-sm">
          <PageLink
            href={`/dashboard/posts/${id}`}
            className="font-medium underline decoration-line-strong underline-offset-4 hover:decoration-ink"
          >
            {title}
          </PageLink>
          <p className="mt-0.5 text-ink-soft leading-relaxed">{text}</p>
        </li>
      ))}
    </ul>
  )
}
