/** What Redis holds for a rested app: leases that are left, and keys that nothing bounds. */
import type { Redis } from "@upstash/redis"

const PAGE = 500

/** Entries about open connections, over all keys about them. */
export async function countLeases(redis: Redis, prefix: string): Promise<number> {
  const keys = await keysLike(redis, `${prefix}:open*`)
  const [open, details] = await Promise.all([
    redis.zcount(`${prefix}:open`, Date.now(), "+inf"),
    redis.hlen(`${prefix}:open:details`),
  ])
  return open + details + keys.filter((key) => key.split(":").length > 3).length
}

/** Keys without an end that are no streams: streams are bounded by their length. */
export async function findEndless(redis: Redis, prefix: string): Promise<string[]> {
  const keys = await keysLike(redis, `${prefix}*`)
  const endless: string[] = []
  for (let at = 0; at < keys.length; at += PAGE) {
    const page = keys.slice(at, at + PAGE)
    const pipeline = redis.pipeline()
    for (const key of page) pipeline.ttl(key)
    const seconds = await pipeline.exec<number[]>()
    endless.push(...page.filter((_, index) => seconds[index] === -1))
  }
  const types = await Promise.all(endless.map((key) => redis.type(key)))
  // The client has no name for this type.
  return endless.filter((_, index) => String(types[index]) !== "stream")
}

async function keysLike(redis: Redis, match: string): Promise<string[]> {
  const keys: string[] = []
  let cursor = "0"
  do {
    const [next, page] = await redis.scan(cursor, { match, count: PAGE })
    cursor = next
    keys.push(...page)
  } while (cursor !== "0")
  return keys
}
