import type { Command } from "./backend"
import { RedisError } from "./reply"

/**
 * Commands that no request may run: they block, take over the connection that all requests share, or reach
 * beyond the data into the server. Subscribing has its own route.
 */
const refusedNames = new Set(
  `
  blpop brpop blmove brpoplpush blmpop bzpopmin bzpopmax bzmpop wait waitaof
  subscribe psubscribe ssubscribe unsubscribe punsubscribe sunsubscribe monitor
  multi exec discard watch unwatch auth hello select quit reset client asking readonly readwrite
  config shutdown debug acl cluster module save bgsave bgrewriteaof replicaof slaveof replconf
  sync psync failover migrate swapdb slowlog latency function restore-asking
  `
    .trim()
    .split(/\s+/),
)

/** Whether a command of this name, in any case, is refused whatever its arguments. */
export function isRefused(name: string): boolean {
  return refusedNames.has(name.toLowerCase())
}

/** The error for a command that must not reach the back end, or `undefined` if it may. */
export function findRefusal(command: Command): RedisError | undefined {
  const name = command[0].toUpperCase()
  if (isRefused(name) || (isStreamRead(name) && blocks(command))) {
    return new RedisError(`ERR Command is not available: '${name}'`)
  }
  return undefined
}

function isStreamRead(name: string): boolean {
  return name === "XREAD" || name === "XREADGROUP"
}

function blocks(command: Command): boolean {
  const words = command.map((word) => word.toUpperCase())
  const block = words.indexOf("BLOCK")
  const streams = words.indexOf("STREAMS")
  // Behind STREAMS come keys, and a key may well be called "block".
  return block !== -1 && (streams === -1 || block < streams)
}
