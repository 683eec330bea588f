/**
 * The notice board of each team: a few posts by the demo people, to comment on. In an app of your own they come
 * from your database; keep that {@link findPost} asks who is asking.
 */
import type { Person } from "../people/person"

/** Something that a member of a team wrote for the others. */
export interface Post {
  readonly id: string
  readonly teamId: string
  /** The id of the person who wrote it, and is told of comments. */
  readonly authorId: string
  readonly title: string
  readonly text: string
}

const posts: readonly Post[] = [
  {
    ...{ id: "retrospective", teamId: "red", authorId: "ben" },
    title: "Retrospective on Friday",
    text: "What went well with the last release, and what would you do differently? Bring one of each.",
  },
  {
    ...{ id: "on-call", teamId: "red", authorId: "ada" },
    title: "Who is on call in August?",
    text: "Two weeks have no name yet. Say which one suits you.",
  },
  {
    ...{ id: "new-monitors", teamId: "blue", authorId: "ben2" },
    title: "New monitors have arrived",
    text: "They stand beside the printer. First come, first served.",
  },
  {
    ...{ id: "retrospective-eu", teamId: "red-eu", authorId: "eve" },
    title: "Retrospective on Thursday",
    text: "The same as every month, an hour earlier.",
  },
]

/** The posts of a person's teams. */
export function postsFor({ teamIds }: Person): Post[] {
  return posts.filter(({ teamId }) => teamIds.includes(teamId))
}

/** A post of a person's teams; `undefined` for anybody else's, as for one that does not exist. */
export function findPost(person: Person, id: string): Post | undefined {
  return postsFor(person).find((post) => post.id === id)
}
