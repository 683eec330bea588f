/** Comments in Redis: the latest of each post. */
import { z } from "zod"
import { digest, keys, PREFIX } from "../redis/keys"
import { redis } from "../redis/redis"
import { parseJson } from "../sock8/core/wire"
import { countArgs } from "../sock8/server/counting"
import { createKeys } from "../sock8/server/keys"
import { createRunScript, unlessRefused } from "../sock8/server/redis"
import { NOW } from "../sock8/server/scripts/now"
import { RATE } from "../sock8/server/scripts/rate"

/** How many comments a post keeps. */
const MOST_COMMENTS = 100
/** How many of them one person may write in an hour: a fifth, so that nobody displaces what the others said. */
const COMMENTS_PER_AUTHOR = { max: MOST_COMMENTS / 5, perSeconds: 3600 }
const KEEP_SECONDS = 90 * 24 * 3600
/** How long a repeated comment is recognised: as long as a repeated notification. */
export const ONCE_SECONDS = 120

const run = createRunScript(redis)
const toolkit = createKeys(PREFIX)

const record = z.object({ authorId: z.string(), name: z.string(), text: z.string() })

/** What somebody said about a post. */
export interface Comment extends z.infer<typeof record> {
  /** Grows within a post. */
  readonly id: string
}

/**
 * KEYS: comments, once, count. ARGV: how many to keep, seconds to keep, seconds to know a repeated one, record, most and
 * milliseconds of the count, digest of the text. Answers `{"kept"}`, also for a repeated one, which is not counted; or
 * `{"refused", code, …}`.
 */
const ADD = `
${NOW}
${RATE}
local known = redis.call('GET', KEYS[2])
if known == ARGV[7] then return {'kept'} end
if known then return {'refused', 'ID_CONFLICT'} end
local wait = count(3, 5)
if wait then return {'refused', 'RATE_LIMITED', wait} end
redis.call('SET', KEYS[2], ARGV[7], 'EX', ARGV[3])
redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[1], '*', 'c', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {'kept'}
`

/**
 * Keeps a comment, once however often it is repeated within two minutes.
 *
 * @throws Sock8Error `RATE_LIMITED` where its author wrote a fifth of what is kept within the hour, `ID_CONFLICT` for
 * another text under an id of those minutes, `UNAVAILABLE`
 */
export async function addComment(
  { postId, id }: { readonly postId: string; readonly id: string },
  comment: Omit<Comment, "id">,
): Promise<void> {
  const { authorId } = comment
  const count = countArgs(toolkit, { key: `comments:${postId}:${authorId}`, rate: COMMENTS_PER_AUTHOR })
  const answer = await run(
    ADD,
    [keys.comments(postId), keys.commentOnce(postId, authorId, id), count.key],
    [
      ...[String(MOST_COMMENTS), String(KEEP_SECONDS), String(ONCE_SECONDS), JSON.stringify(comment)],
      ...[...count.args, digest(comment.text)],
    ],
  )
  unlessRefused(answer)
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
