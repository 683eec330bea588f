/**
 * The notice board of each team: a few posts by the demo people, to comment on. In an app of your own they come
 * from your database; keep that {@link findPost} asks what the rules grant.
 */
import { channels } from "../channels"
import { decide, type Grant } from "../sock8/core/grants"
import type { Channel } from "../sock8/core/tree"

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

/** What a person can do with a post. */
export type PostAction = "read" | "comment"

/** The posts that these grants open for reading. */
export function postsFor(grants: readonly Grant[]): Post[] {
  return posts.filter((post) => mayUse(grants, post, "read"))
}

/** A post that these grants open; `undefined` for any other, as for one that does not exist. */
export function findPost(grants: readonly Grant[], id: string, action: PostAction): Post | undefined {
  return posts.find((post) => post.id === id && mayUse(grants, post, action))
}

/** The channels that a post belongs to: its team's chat, or none where there is no such post. */
export function channelsOfPost(id: string): readonly Channel[] {
  return posts.filter((post) => post.id === id).map(channelOf)
}

/** Reading a post takes a grant to read the chat of its team; commenting takes a grant to publish there. */
function mayUse(grants: readonly Grant[], post: Post, action: PostAction): boolean {
  return decide(grants, channelOf(post), action === "read" ? "read" : "publish").allowed
}

function channelOf({ teamId }: Post): Channel {
  return channels.team.chat.for({ teamId })
}
