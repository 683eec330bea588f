/** Comments in Redis: the latest of each post. */
import { z } from "zod"
import { keys } from "../redis/keys"
import { redis } from "../redis/redis"
import { parseJson } from "../sock8/core/wire"
import { createRunScript } from "../sock8/server/redis"

/** How many comments a post keeps. */
const MOST_COMMENTS = 100
const KEEP_SECONDS = 90 * 24 * 3600
/** How long a repeated comment is recognised: as long as a repeated notification. */
export const ONCE_SECONDS = 120

const run = createRunScript(redis)

const record = z.object({ authorId: z.string(), name: z.string(), text: z.string() })

/** What somebody said about a post. */
export interface Comment extends z.infer<typeof record> {
  /** Grows within a post. */
  readonly id: string
}

/** KEYS: comments, once. ARGV: how many to keep, seconds to keep, seconds to know a repeated one, record. */
const ADD = `
if not redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[3]) then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[1], '*', 'c', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
`

/**
 * Keeps a comment, once however often it is repeated within two minutes.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export async function addComment(
  { postId, id }: { readonly postId: string; readonly id: string },
  comment: Omit<Comment, "id">,
): Promise<void> {
  await run(
    ADD,
    [keys.comments(postId), keys.commentOnce(postId, comment.authorId, id)],
    [String(MOST_COMMENTS), String(KEEP_SECONDS), String(ONCE_SECONDS), JSON.stringify(comment)],
  )
}

/** KEYS: comments. */
const LIST = `return redis.call('XRANGE', KEYS[1], '-', '+')`

/** The comments on a post, oldest first. */
export async function listComments(postId: string): Promise<Comment[]> {
  const entries = await run(LIST, [keys.comments(postId)], [])
  return Array.isArray(entries) ? entries.flatMap(readComment) : []
}

/** One stream entry, `[id, ["c", record]]`. */
function readComment(entry: unknown): Comment[] {
  const [id, fields] = Array.isArray(entry) ? entry : []
  const text: unknown = Array.isArray(fields) ? fields[1] : undefined
  const parsed = record.safeParse(typeof text === "string" ? parseJson(text) : undefined)
  return parsed.success && typeof id === "string" ? [{ id, ...parsed.data }] : []
}
