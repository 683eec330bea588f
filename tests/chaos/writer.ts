/** Another server of the same app: says many things at once, as people may not. */
import { randomBytes } from "node:crypto"
import { channels } from "../../lib/channels"
import { resolveChannel } from "../../lib/sock8/core/tree"
import { createCounting } from "../../lib/sock8/server/counting"
import { createHeads } from "../../lib/sock8/server/heads"
import { createPublisher } from "../../lib/sock8/server/publish"
import { createRunScript } from "../../lib/sock8/server/redis"
import { keys } from "./app-keys"
import type { World } from "./world"

/** Messages of one command: far below the largest request that Redis' endpoint takes. */
const BATCH = 50

/** Says so many messages on a channel, in order, each with so many more characters. */
export async function sayMany(world: World, channel: string, count: number, characters = 0): Promise<void> {
  const run = createRunScript(() => world.upstash)
  const counting = createCounting(keys)
  const epoch = () => randomBytes(4).toString("hex")
  const publisher = createPublisher({ keys, run, counting, epoch, heads: createHeads() })
  const padding = "x".repeat(characters)
  for (let said = 0; said < count; said += BATCH) {
    const sayings = Array.from({ length: Math.min(BATCH, count - said) }, () =>
      world.oracle.say(channel, `server@${channel}`, padding),
    )
    await publisher.publishAll(
      resolveChannel(channels, channel),
      sayings.map(({ text }) => ({ text })),
    )
    for (const saying of sayings) saying.acknowledge()
  }
}
